package dev.strandline.ope.study;

import dev.strandline.datasets.Column;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.health.Finding;
import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.model.ActionClassifier;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.FittedProbabilities;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Decision;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Judge;
import dev.strandline.ope.verdict.Metric;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.Check;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What studies of all kinds of logs do alike. */
final class Studies {

  static final int MOST_SEGMENTS = 60;

  private Studies() {}

  /** Refuses a log of which no estimate may be made. */
  static void refuseIfRejected(HealthReport health) {
    Check.that(
        !health.rejects(),
        "%s",
        health.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.REJECT)
            .map(Finding::text)
            .collect(Collectors.joining(" ")));
  }

  /** Puts verdicts on the candidates and collects everything. */
  static StudyResult judged(
      Intervals intervals,
      HealthReport health,
      Answer logging,
      Replicates loggingReplicates,
      List<Candidate> candidates,
      List<List<Answer>> answers,
      List<String> remarks) {
    StudySettings settings = intervals.settings();
    Streams streams = new Streams(settings.seed());
    Metric metric = Metric.reward(loggingReplicates, candidates).withMargin(settings.margin());
    List<Decision> decisions =
        new Judge(settings.alpha(), settings.resamples(), settings.gates())
            .decide(metric, streams.open("verdict"));
    List<PolicyResult> policies = new ArrayList<>();
    for (int j = 0; j < candidates.size(); j++) {
      Candidate candidate = candidates.get(j);
      policies.add(
          new PolicyResult(
              candidate.name(),
              intervals.answer(candidate.estimate(), candidate.replicates(), Optional.empty()),
              answers.get(j),
              candidate.weights(),
              candidate.unsupported(),
              decisions.get(j)));
    }
    long answered =
        decisions.stream()
            .filter(decision -> !(decision.verdict() instanceof Verdict.CannotAnswer))
            .count();
    List<EstimatedSharpe> sharpe =
        answered < 2
            ? List.of()
            : EstimatedSharpe.of(metric, decisions, streams.open("sharpe-ratio"));
    return new StudyResult(
        settings,
        health,
        logging.estimate().units(),
        logging,
        policies,
        List.of(),
        sharpe,
        remarks);
  }

  /**
   * b(a|x) of a log without propensities. Where only some actions could be chosen, the choice is
   * part of the context, as a flag for each action, and what could not be had has probability 0.
   */
  static FittedProbabilities fitted(Decisions decisions, Optional<boolean[]> available, long seed) {
    ActionClassifier classifier = ActionClassifier.defaults().withSeed(seed);
    if (available.isEmpty()) {
      return classifier.propensities(decisions);
    }
    boolean[] mask = available.get();
    int[] flags = IntStream.range(0, mask.length).map(i -> mask[i] ? 1 : 0).toArray();
    int[] two = new int[decisions.actions()];
    Arrays.fill(two, 2);
    return classifier.propensities(decisions.withCategories(flags, two)).among(mask);
  }

  /** Share of some rewards, or returns, that are 0. */
  static double zeroShare(double[] rewards) {
    double zeros = Arrays.stream(rewards).filter(r -> r == 0).count();
    return zeros / rewards.length;
  }

  /** The answer under another estimator's name. */
  static Answer named(String name, Answer answer) {
    Estimate e = answer.estimate();
    return new Answer(
        new Estimate(
            name,
            e.value(),
            e.standardError(),
            e.units(),
            e.terms(),
            Optional.empty(),
            e.remarks()),
        answer.interval());
  }

  /** The rows of each value of a column, by value. */
  static Map<String, int[]> segments(String name, Column column, Collection<String> there) {
    Check.that(
        column != null,
        "the log has no column %s to cut segments by. Its other columns are: %s.",
        name,
        String.join(", ", there));
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < column.rows(); row++) {
      rows.computeIfAbsent(value(name, column, row), value -> new ArrayList<>()).add(row);
      Check.that(
          rows.size() <= MOST_SEGMENTS,
          "column %s has more than %d values, too many segments. Cut it coarser, such as days instead of seconds.",
          name,
          MOST_SEGMENTS);
    }
    Map<String, int[]> segments = new LinkedHashMap<>();
    rows.forEach(
        (value, at) -> segments.put(value, at.stream().mapToInt(Integer::intValue).toArray()));
    return segments;
  }

  /**
   * The slates or episodes of each value of a column, by value.
   *
   * @param starts first row of each, and the number of rows
   */
  static Map<String, int[]> segments(
      String name, Column column, Collection<String> there, int[] starts, String what) {
    Map<String, int[]> byRow = segments(name, column, there);
    String[] value = new String[column.rows()];
    byRow.forEach((segment, rows) -> Arrays.stream(rows).forEach(row -> value[row] = segment));
    Map<String, List<Integer>> units = new TreeMap<>();
    for (int unit = 0; unit + 1 < starts.length; unit++) {
      String first = value[starts[unit]];
      for (int row = starts[unit] + 1; row < starts[unit + 1]; row++) {
        if (!value[row].equals(first)) {
          throw new IllegalArgumentException(
              String.format(
                  "column %s, row %d: %s, but %s in the first row of its %s, which can lie in one segment only. Name a"
                      + " column that does not change within one.",
                  name, row, value[row], first, what));
        }
      }
      units.computeIfAbsent(first, segment -> new ArrayList<>()).add(unit);
    }
    Map<String, int[]> segments = new LinkedHashMap<>();
    units.forEach(
        (segment, at) -> segments.put(segment, at.stream().mapToInt(Integer::intValue).toArray()));
    return segments;
  }

  /**
   * The answers of each segment, of those with more than one unit.
   *
   * @param segments places of the units of each
   * @param logging the logging policy's answer by some units
   * @param policies the policies' answers by some units
   */
  static List<SegmentAnswer> bySegment(
      Map<String, int[]> segments,
      Function<int[], Answer> logging,
      List<Function<int[], Answer>> policies) {
    List<SegmentAnswer> answers = new ArrayList<>();
    segments.forEach(
        (segment, at) -> {
          if (at.length > 1) {
            answers.add(
                new SegmentAnswer(
                    segment,
                    at.length,
                    logging.apply(at),
                    policies.stream().map(policy -> policy.apply(at)).toList()));
          }
        });
    return answers;
  }

  private static String value(String name, Column column, int row) {
    if (column instanceof Column.Texts texts) {
      return String.valueOf(texts.values()[row]);
    }
    if (column instanceof Column.Integers integers) {
      return Long.toString(integers.values()[row]);
    }
    if (column instanceof Column.Flags flags && flags.width() == 1) {
      return Boolean.toString(flags.values()[row]);
    }
    throw new IllegalArgumentException(
        "column "
            + name
            + " holds no texts or whole numbers, so it cuts no segments. Name another.");
  }
}
