package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/** What stands in the documents to be run. */
final class Documents {

  private Documents() {}

  /** The folder that holds the README. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("README.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The blocks of a language, at least one; the empty language is that of commands. */
  static List<String> blocks(String document, String language) throws IOException {
    Matcher matcher =
        Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(root().resolve(document)));
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        blocks.add(matcher.group(2));
      }
    }
    assertThat(blocks).as("blocks of '%s' in %s", language, document).isNotEmpty();
    return blocks;
  }

  /** The command lines of a document, in order. */
  static List<String> commands(String document) throws IOException {
    return blocks(document, "").stream().flatMap(String::lines).toList();
  }

  /** A shell that runs Java as a document shows it. */
  static final class Shell implements AutoCloseable {

    private final JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build();

    Shell() {
      shell.addToClasspath(System.getProperty("java.class.path"));
    }

    void run(String source) {
      String rest = source;
      while (!rest.isBlank()) {
        CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        assertThat(next.completeness().isComplete()).as("%s", rest).isTrue();
        for (SnippetEvent event : shell.eval(next.source())) {
          String problems =
              shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList().toString();
          assertThat(event.status())
              .as("%s: %s", next.source(), problems)
              .isEqualTo(Snippet.Status.VALID);
          assertThat(event.exception()).as("%s", next.source()).isNull();
        }
        rest = next.remaining();
      }
    }

    /** The value of an expression, as text. */
    String value(String expression) {
      run(expression);
      return shell.variables().map(shell::varValue).reduce((a, b) -> b).orElseThrow();
    }

    @Override
    public void close() {
      shell.close();
    }
  }
}
