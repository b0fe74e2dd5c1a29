package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.ope.study.PolicyResult;
import dev.strandline.ope.study.StudyResult;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code select}: which of several policies to try, and what that risks. */
@Command(
    name = "select",
    sortOptions = false,
    description =
        "Rank policies by a log of another one's decisions: which to ship, which to leave, and the"
            + " gain of trying the best k against its risk (SharpeRatio@k).",
    footer = {
      "",
      "Exit code: 0 whatever the verdict, 4 if the log cannot answer for any policy.",
      "",
      "Example:",
      "  ./strandline select decisions.parquet --kind bandit \\",
      "      --target a=p_a --target b=p_b --target c=p_c --top 2"
    })
final class Select implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private OpeLog log;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Most policies to try; all that are better by default.")
  private Integer top;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also write report.html, result.json and the pictures there.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Select(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (top != null) {
      Names.atLeastOne(spec, "--top", top);
    }
    if (out != null) {
      Outputs.checkFile(out.resolve("report.html"));
    }
    OpeLog.Study study = log.study(spec, console);
    StudyResult result = study.result();
    List<PolicyResult> ranked = ranked(result);
    List<String> chosen = chosen(ranked);
    JsonObject document = document(study, ranked, chosen);
    if (out != null) {
      String rest = (top == null ? "" : " --top " + top) + " --out " + Text.shell(out.toString());
      OpeReport report =
          new OpeReport(
              log, study, document, List.of(ship(ranked, chosen)), log.again("select", rest));
      Outputs.writing(
          out,
          () -> {
            report.write(out);
            return out;
          });
    }
    if (json) {
      console.json(document);
    } else {
      show(result, ranked, chosen);
    }
    return result.answers() ? Main.OK : Main.CANNOT_ANSWER;
  }

  /** By estimate, those that the log can answer for first; among equals the later one first. */
  private static List<PolicyResult> ranked(StudyResult result) {
    List<PolicyResult> ranked = new ArrayList<>(result.policies());
    Collections.reverse(ranked);
    ranked.sort(
        Comparator.comparing(
                (PolicyResult policy) ->
                    policy.decision().verdict() instanceof Verdict.CannotAnswer)
            .thenComparing(policy -> -policy.primary().estimate().value()));
    return ranked;
  }

  private List<String> chosen(List<PolicyResult> ranked) {
    return ranked.stream()
        .filter(policy -> policy.decision().verdict() instanceof Verdict.Better)
        .limit(top == null ? Long.MAX_VALUE : top)
        .map(PolicyResult::name)
        .toList();
  }

  private JsonObject document(OpeLog.Study study, List<PolicyResult> ranked, List<String> chosen) {
    JsonObject document = OpeDocument.of(log, study);
    JsonArray order = new JsonArray();
    ranked.forEach(policy -> order.add(policy.name()));
    document.add("ranking", order);
    document.add("chosen", Json.of(chosen));
    return document;
  }

  private void show(StudyResult result, List<PolicyResult> ranked, List<String> chosen) {
    console.line("%s", log.file);
    console.line("");
    Text.fact(console, "logged", Ope.value(result.logging()));
    result.remarks().forEach(remark -> Text.fact(console, "note", remark));
    console.line("");
    Text.table(console, ranking(ranked));
    console.line("");
    for (PolicyResult policy : ranked) {
      if (!(policy.decision().verdict() instanceof Verdict.Better)
          && !(policy.decision().verdict() instanceof Verdict.Worse)) {
        Text.fact(console, policy.name(), Verdicts.sentence(policy.decision()));
      }
    }
    console.line("  %s", sentence(chosen));
    sharpe(result.sharpe());
    if (out != null) {
      console.line("");
      console.line("Report: %s", out.resolve("report.html"));
    }
  }

  private static String sentence(List<String> chosen) {
    return chosen.isEmpty()
        ? "Ship none: no policy is shown to be better."
        : "Ship: " + String.join(", ", chosen) + ".";
  }

  private Section ship(List<PolicyResult> ranked, List<String> chosen) {
    List<List<String>> table = ranking(ranked);
    String most = top == null ? "" : " To try: " + top + " at most.";
    return new Section(
        "Ship",
        List.of(
            new Paragraph(sentence(chosen) + most),
            new Table(table.get(0), table.subList(1, table.size()))));
  }

  /** The policies with their gains and verdicts, the best first, below a header. */
  private static List<List<String>> ranking(List<PolicyResult> ranked) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("policy", "estimate", "gain over the logging policy", "verdict"));
    for (PolicyResult policy : ranked) {
      Mark mark = Verdicts.mark(policy.decision());
      rows.add(
          List.of(
              policy.name(),
              Double.isNaN(policy.primary().estimate().value())
                  ? "none"
                  : Text.number(policy.primary().estimate().value()),
              mark == Mark.CANNOT_ANSWER ? "" : Verdicts.gain(policy.decision()),
              mark.label()));
    }
    return rows;
  }

  private void sharpe(List<EstimatedSharpe> ratios) {
    if (ratios.isEmpty()) {
      return;
    }
    console.line("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("k", "SharpeRatio@k", "interval", "gain of the winner"));
    for (EstimatedSharpe ratio : ratios) {
      rows.add(
          List.of(
              Integer.toString(ratio.k()),
              Double.isNaN(ratio.point()) ? ratio.remark() : Text.number(ratio.point()),
              Double.isNaN(ratio.lower())
                  ? "none"
                  : "[" + Text.number(ratio.lower()) + ", " + Text.number(ratio.upper()) + "]",
              Text.number(ratio.gain())));
    }
    Text.table(console, rows);
  }
}
