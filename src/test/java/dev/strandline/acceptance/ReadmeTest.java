package dev.strandline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Test;

/** The README's Java is run as it stands. */
class ReadmeTest {

  private static Path readme() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("README.md"))) {
      folder = folder.getParent();
    }
    return folder.resolve("README.md");
  }

  @Test
  void theJavaExampleRunsAndItsPolicyActs() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme()));
    assertThat(block.find()).isTrue();

    try (JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      run(shell, block.group(1));
      run(shell, "Float.isFinite(torque[0]) && Math.abs(torque[0]) <= 2 && data.size() == 10_000");

      assertThat(shell.variables().map(v -> shell.varValue(v)).reduce((a, b) -> b))
          .hasValue("true");
    }
  }

  private static void run(JShell shell, String source) {
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
}
