package dev.strandline.cli;

import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.health.Finding;
import dev.strandline.ope.study.Answer;
import dev.strandline.ope.study.PolicyResult;
import dev.strandline.ope.study.SegmentAnswer;
import dev.strandline.ope.study.StudyResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ope}: what policies are worth, from a log of another policy's decisions. */
@Command(
    name = "ope",
    sortOptions = false,
    description =
        "Judge policies by a log of another one's decisions: estimates with intervals, and a verdict"
            + " on each against the policy that logged.",
    footer = {
      "",
      "Exit code: 0 whatever the verdict, 4 if the log cannot answer for any policy.",
      "",
      "Example:",
      "  ./strandline ope decisions.parquet --kind bandit \\",
      "      --target new=new_probability --segment market --out judged"
    })
final class Ope implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private OpeLog log;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also write report.html, result.json and the pictures there.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON document instead.")
  private boolean json;

  Ope(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      Outputs.checkFile(out.resolve("report.html"));
    }
    OpeLog.Study study = log.study(spec, console);
    if (out != null) {
      OpeReport report =
          new OpeReport(
              log,
              study,
              OpeDocument.of(log, study),
              List.of(),
              log.again("ope", " --out " + Text.shell(out.toString())));
      Outputs.writing(
          out,
          () -> {
            report.write(out);
            return out;
          });
    }
    if (json) {
      console.json(OpeDocument.of(log, study));
    } else {
      show(study);
    }
    return study.result().answers() ? Main.OK : Main.CANNOT_ANSWER;
  }

  private void show(OpeLog.Study study) {
    StudyResult result = study.result();
    console.line("%s", log.file);
    console.line("");
    Text.fact(
        console,
        "log",
        Text.count(study.rows(), "row") + ", " + Text.count(result.units(), "independent unit"));
    Text.fact(console, "logged", value(result.logging()));
    result.remarks().forEach(remark -> Text.fact(console, "note", remark));
    for (Finding finding : result.health().findings()) {
      Text.bullet(console, finding.severity().name().toLowerCase(Locale.ROOT), finding.text());
    }
    for (PolicyResult policy : result.policies()) {
      console.line("");
      console.line(
          "%s: %s",
          policy.name(), Verdicts.mark(policy.decision()).label().toUpperCase(Locale.ROOT));
      Text.fact(console, "why", Verdicts.sentence(policy.decision()));
      Text.fact(console, "weights", weights(policy.weights(), log.place()));
      Text.table(console, table(policy, result.settings().level()));
      shown(policy).stream()
          .filter(answer -> !answer.estimate().remarks().isEmpty())
          .forEach(
              answer ->
                  Text.fact(
                      console,
                      answer.estimate().estimator(),
                      String.join(" ", answer.estimate().remarks())));
    }
    List<String> remarks = intervalRemarks(result);
    if (!remarks.isEmpty()) {
      console.line("");
    }
    remarks.forEach(remark -> Text.fact(console, "interval", remark));
    segments(study.result().segments());
    if (out != null) {
      console.line("");
      console.line("Report: %s", out.resolve("report.html"));
    }
  }

  private void segments(List<SegmentAnswer> segments) {
    if (segments.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(log.segment, "rows", "policy", "value"));
    List<String> policies = List.copyOf(log.targets.keySet());
    for (SegmentAnswer segment : segments) {
      String count = String.format(Locale.ROOT, "%,d", segment.rows());
      rows.add(List.of(segment.segment(), count, "logging policy", value(segment.logging())));
      for (int j = 0; j < policies.size(); j++) {
        rows.add(List.of("", "", policies.get(j), value(segment.policies().get(j))));
      }
    }
    console.line("");
    Text.table(console, rows);
  }

  /** The answer that the verdict rests on, then the others that were asked for. */
  static List<Answer> shown(PolicyResult policy) {
    String primary = policy.primary().estimate().estimator();
    return Stream.concat(
            Stream.of(policy.primary()),
            policy.answers().stream()
                .filter(answer -> !answer.estimate().estimator().equals(primary)))
        .toList();
  }

  /** Why there are no intervals, or such as need a word, beyond what the estimates say. */
  static List<String> intervalRemarks(StudyResult result) {
    return Stream.concat(
            Stream.of(result.logging()),
            result.policies().stream().flatMap(policy -> shown(policy).stream()))
        .filter(answer -> Double.isFinite(answer.estimate().value()))
        .flatMap(answer -> answer.interval().remarks().stream())
        .distinct()
        .toList();
  }

  static List<List<String>> table(PolicyResult policy, double level) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("estimator", "value", Verdicts.percent(level) + " interval", "std error"));
    String primary = policy.primary().estimate().estimator();
    for (Answer answer : shown(policy)) {
      String name = answer.estimate().estimator();
      List<String> numbers =
          Text.numbers(
              answer.estimate().value(),
              answer.interval().lower(),
              answer.interval().upper(),
              answer.estimate().standardError());
      rows.add(
          List.of(
              name.equals(primary) ? name + " (verdict)" : name,
              numbers.get(0),
              Double.isNaN(answer.interval().lower())
                  ? "none"
                  : "[" + numbers.get(1) + ", " + numbers.get(2) + "]",
              numbers.get(3)));
    }
    return rows;
  }

  static String value(Answer answer) {
    List<String> numbers =
        Text.numbers(
            answer.estimate().value(), answer.interval().lower(), answer.interval().upper());
    return Double.isNaN(answer.interval().lower())
        ? numbers.get(0)
        : numbers.get(0) + " [" + numbers.get(1) + ", " + numbers.get(2) + "]";
  }

  /** The weights of a row, or of the step or position at which they are spread most. */
  static String weights(List<WeightDiagnostics> steps, String place) {
    WeightDiagnostics worst =
        steps.stream()
            .min(Comparator.comparingDouble(WeightDiagnostics::effectiveSampleSize))
            .orElseThrow();
    if (worst.max() == 0) {
      return (steps.size() > 1 ? "at " + place + " " + steps.indexOf(worst) + " " : "")
          + "all 0: the policy takes nothing that was logged";
    }
    return String.format(
        Locale.ROOT,
        "%smean %.3f, effective sample size %,.0f of %,d, the largest holds %.2g %%",
        steps.size() > 1 ? "at " + place + " " + steps.indexOf(worst) + ", the worst: " : "",
        worst.mean(),
        worst.effectiveSampleSize(),
        worst.count(),
        100 * worst.largestShare());
  }
}
