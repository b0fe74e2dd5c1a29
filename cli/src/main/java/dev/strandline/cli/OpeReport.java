package dev.strandline.cli;

import com.google.gson.JsonObject;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.health.Finding;
import dev.strandline.ope.study.Answer;
import dev.strandline.ope.study.PolicyResult;
import dev.strandline.ope.study.Propensities;
import dev.strandline.ope.study.SegmentAnswer;
import dev.strandline.ope.study.StudyResult;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.policy.WholeFile;
import dev.strandline.report.ActionShares;
import dev.strandline.report.Estimated;
import dev.strandline.report.HtmlReport;
import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Commands;
import dev.strandline.report.HtmlReport.Figure;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.HtmlReport.Remark;
import dev.strandline.report.HtmlReport.Remarks;
import dev.strandline.report.HtmlReport.Section;
import dev.strandline.report.HtmlReport.Table;
import dev.strandline.report.IntervalPlot;
import dev.strandline.report.Mark;
import dev.strandline.report.OverlapPlot;
import dev.strandline.report.Picture;
import dev.strandline.report.ReturnCdf;
import dev.strandline.report.SegmentPlot;
import dev.strandline.report.SharpeCurve;
import dev.strandline.report.WeightHistogram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The page that {@code ope} and {@code select} write, with its pictures as files beside it. */
final class OpeReport {

  private static final double CVAR = 0.1;

  private final OpeLog options;
  private final OpeLog.Study study;
  private final StudyResult result;
  private final JsonObject document;
  private final List<Section> afterVerdicts;
  private final List<String> command;
  private final Map<String, Picture> pictures = new LinkedHashMap<>();

  /**
   * Begins a report.
   *
   * @param document what result.json will hold
   * @param afterVerdicts further sections of the page, below the verdicts
   * @param command that gives the same again, in lines
   */
  OpeReport(
      OpeLog options,
      OpeLog.Study study,
      JsonObject document,
      List<Section> afterVerdicts,
      List<String> command) {
    this.options = options;
    this.study = study;
    this.document = document;
    this.afterVerdicts = afterVerdicts;
    this.command = command;
    result = study.result();
  }

  /** Writes report.html, result.json and the pictures into a folder. */
  void write(Path folder) throws IOException {
    HtmlReport page = page();
    for (Map.Entry<String, Picture> picture : pictures.entrySet()) {
      WholeFile.write(
          folder.resolve(picture.getKey() + ".png"),
          content -> content.write(picture.getValue().light()));
    }
    byte[] json = Json.text(document).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve("result.json"), content -> content.write(json));
    page.write(folder.resolve("report.html"));
  }

  private HtmlReport page() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Verdicts", verdicts()));
    sections.addAll(afterVerdicts);
    sections.add(new Section("Estimates", estimates()));
    if (!result.segments().isEmpty()) {
      sections.add(new Section("By " + options.segment, segments()));
    }
    if (!study.returns().isEmpty()) {
      sections.add(new Section("Returns", returns()));
    }
    if (!result.sharpe().isEmpty()) {
      sections.add(new Section("Gain against risk", sharpe()));
    }
    sections.add(new Section("Can this log answer", trust()));
    sections.add(
        new Section(
            "Do it again",
            List.of(
                new Paragraph("On the same log this gives the same numbers."),
                new Commands(command))));
    return new HtmlReport("Judged by " + options.file.getFileName(), summary(), sections);
  }

  private String summary() {
    String said =
        result.policies().stream()
            .map(policy -> policy.name() + ": " + Verdicts.mark(policy.decision()).label())
            .collect(Collectors.joining("; "));
    return said
        + ". From "
        + Text.count(study.rows(), "row")
        + "; the policy that logged them is worth "
        + Ope.value(result.logging())
        + ".";
  }

  private List<Block> verdicts() {
    List<Remark> remarks = new ArrayList<>();
    for (PolicyResult policy : result.policies()) {
      Mark mark = Verdicts.mark(policy.decision());
      remarks.add(
          new Remark(
              policy.name() + ": " + mark.label(),
              mark == Mark.WORSE,
              Verdicts.sentence(policy.decision())));
    }
    return List.of(
        new Remarks(remarks),
        new Paragraph(
            "Better: the policy earns more than the one that logged, with "
                + Verdicts.percent(result.settings().level())
                + " confidence for all policies here together. Worse: it earns less. Cannot tell: the log is sound but"
                + " too small for the difference. Cannot answer: the log holds too little of what the policy does."));
  }

  private Block figure(String name, Supplier<Picture> picture, String caption) {
    Block block = Figures.of(picture, caption);
    if (block instanceof Figure figure) {
      pictures.put(name, figure.picture());
    }
    return block;
  }

  private static Estimated estimated(Answer answer) {
    return new Estimated(
        answer.estimate().value(), answer.interval().lower(), answer.interval().upper());
  }

  private String quantity() {
    String of =
        switch (options.kind) {
          case "slate" -> "reward of a slate";
          case "trajectory" -> "return of an episode";
          default -> "reward of a decision";
        };
    return of + ", " + Verdicts.percent(result.settings().level()) + " intervals";
  }

  private List<Block> estimates() {
    List<IntervalPlot.Candidate> candidates = new ArrayList<>();
    for (PolicyResult policy : result.policies()) {
      List<IntervalPlot.Row> rows = Ope.shown(policy).stream().map(OpeReport::row).toList();
      candidates.add(
          new IntervalPlot.Candidate(policy.name(), Verdicts.mark(policy.decision()), rows));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        figure(
            "estimates",
            () -> IntervalPlot.draw(quantity(), estimated(result.logging()), candidates),
            "Each policy's value by each estimator; the verdict rests on the first. The line is the logging policy's own"
                + " value."));
    for (PolicyResult policy : result.policies()) {
      List<List<String>> table = Ope.table(policy, result.settings().level());
      List<String> header = new ArrayList<>(table.get(0));
      header.set(0, policy.name());
      blocks.add(new Table(header, table.subList(1, table.size())));
      Ope.shown(policy).stream()
          .map(Answer::estimate)
          .filter(estimate -> !estimate.remarks().isEmpty())
          .map(estimate -> estimate.estimator() + ": " + String.join(" ", estimate.remarks()))
          .forEach(remark -> blocks.add(new Paragraph(remark)));
    }
    Ope.intervalRemarks(result).forEach(remark -> blocks.add(new Paragraph(remark)));
    result.remarks().forEach(remark -> blocks.add(new Paragraph(remark)));
    return blocks;
  }

  private static IntervalPlot.Row row(Answer answer) {
    return new IntervalPlot.Row(answer.estimate().estimator(), estimated(answer));
  }

  private List<Block> segments() {
    List<Block> blocks = new ArrayList<>();
    Gates gates = result.settings().gates();
    for (int j = 0; j < result.policies().size(); j++) {
      int place = j;
      String name = result.policies().get(j).name();
      List<SegmentPlot.Segment> segments = new ArrayList<>();
      for (SegmentAnswer segment : result.segments()) {
        Answer answer = segment.policies().get(place);
        segments.add(
            new SegmentPlot.Segment(
                segment.segment(),
                estimated(answer),
                estimated(segment.logging()),
                answer.estimate().weights().orElseThrow().effectiveSampleSize(),
                segment.rows()));
      }
      blocks.add(
          figure(
              "segments-" + (j + 1),
              () -> SegmentPlot.draw(quantity(), name, gates.minEffectiveSampleSize(), segments),
              name + " by " + options.segment + "; segments are shown, not judged."));
    }
    return blocks;
  }

  private List<Block> returns() {
    List<ReturnCdf.Curve> curves = new ArrayList<>();
    study
        .returns()
        .forEach(
            (name, distribution) ->
                curves.add(
                    new ReturnCdf.Curve(
                        name,
                        curves.isEmpty(),
                        distribution.grid(),
                        distribution.cdf(),
                        new double[0],
                        new double[0],
                        distribution.cvar(CVAR),
                        distribution.quantile(0.5))));
    List<List<String>> rows = new ArrayList<>();
    study
        .returns()
        .forEach(
            (name, distribution) -> {
              List<String> row = new ArrayList<>(List.of(name));
              row.addAll(numbers(distribution));
              rows.add(row);
            });
    return List.of(
        figure(
            "returns",
            () -> ReturnCdf.draw("return of an episode", CVAR, curves),
            "Share of episodes with a return of at most so much, self-normalized."),
        new Table(List.of("", "mean", "worst 10 % on average", "5 %", "median", "95 %"), rows));
  }

  private static List<String> numbers(ReturnDistribution distribution) {
    return Text.numbers(
        distribution.mean(),
        distribution.cvar(CVAR),
        distribution.quantile(0.05),
        distribution.quantile(0.5),
        distribution.quantile(0.95));
  }

  private List<Block> sharpe() {
    List<SharpeCurve.Point> points = new ArrayList<>();
    for (EstimatedSharpe ratio : result.sharpe()) {
      points.add(
          new SharpeCurve.Point(
              ratio.k(),
              new Estimated(ratio.point(), ratio.lower(), ratio.upper()),
              Math.max(ratio.gain(), 0),
              Math.sqrt(ratio.variance()),
              Double.NaN,
              Double.NaN,
              Double.NaN));
    }
    return List.of(
        figure(
            "sharpe-ratio",
            () ->
                SharpeCurve.draw(
                    quantity(),
                    result.logging().estimate().value(),
                    List.of(new SharpeCurve.Ranking("by estimate", points))),
            "What trying the k policies of highest estimate would gain over the logging policy, for each unit of the"
                + " risk among them."));
  }

  private List<Block> trust() {
    List<Block> blocks = new ArrayList<>();
    List<Remark> remarks = new ArrayList<>();
    for (Finding finding : result.health().findings()) {
      remarks.add(
          new Remark(
              finding.severity().name().toLowerCase(Locale.ROOT),
              finding.severity() != Finding.Severity.NOTE,
              finding.text()));
    }
    blocks.add(
        remarks.isEmpty() ? new Paragraph("Nothing to remark on the log.") : new Remarks(remarks));
    result
        .policies()
        .forEach(
            policy ->
                blocks.add(
                    new Paragraph(
                        policy.name()
                            + ": weights, "
                            + Ope.weights(policy.weights(), options.place())
                            + ".")));
    study.overlap().ifPresent(overlap -> overlap(overlap, blocks));
    return blocks;
  }

  private void overlap(OpeLog.Overlap overlap, List<Block> blocks) {
    BanditLog log = overlap.log();
    Gates gates = result.settings().gates();
    String which =
        result.settings().propensities() == Propensities.FIT
            ? " By the logged propensities, which the estimates set aside."
            : "";
    for (int j = 0; j < overlap.targets().size(); j++) {
      Target target = overlap.targets().get(j);
      String place = Integer.toString(j + 1);
      log.propensities()
          .ifPresent(
              propensities -> {
                double[] weights = new double[propensities.length];
                for (int i = 0; i < weights.length; i++) {
                  weights[i] = target.logged()[i] / propensities[i];
                }
                blocks.add(
                    figure(
                        "weights-" + place,
                        () ->
                            WeightHistogram.draw(
                                target.name(),
                                WeightHistogram.Weights.of(weights),
                                gates.minEffectiveSampleSize(),
                                gates.maxLargestShare()),
                        "Importance weights of " + target.name() + "." + which));
                blocks.add(
                    figure(
                        "overlap-" + place,
                        () ->
                            OverlapPlot.draw(
                                target.name(), OverlapPlot.Joint.of(propensities, target.logged())),
                        "How likely both policies were to take the logged actions." + which));
              });
      target
          .distribution()
          .ifPresent(
              distribution ->
                  blocks.add(
                      figure(
                          "actions-" + place,
                          () ->
                              ActionShares.draw(
                                  target.name(), gates.maxUnsupported(), shares(log, distribution)),
                          "What both policies do.")));
    }
  }

  private static List<ActionShares.Action> shares(BanditLog log, double[] distribution) {
    int actions = log.actionCount();
    double[] behavior = new double[actions];
    double[] target = new double[actions];
    for (int i = 0; i < log.size(); i++) {
      behavior[log.actions()[i]] += 1.0 / log.size();
      for (int a = 0; a < actions; a++) {
        target[a] += distribution[i * actions + a] / log.size();
      }
    }
    List<ActionShares.Action> shares = new ArrayList<>();
    for (int a = 0; a < actions; a++) {
      shares.add(
          new ActionShares.Action(log.label(a), Math.min(1, behavior[a]), Math.min(1, target[a])));
    }
    return shares;
  }
}
