package dev.strandline.ope.study;

import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.health.SlateHealth;
import dev.strandline.ope.model.CascadeValues;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Design;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.slate.SlateEstimator;
import dev.strandline.ope.slate.Slates;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Extent;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Judges target policies by a log of ranked lists; the independent unit is the slate, or the user
 * where the log names users.
 *
 * <p>The primary estimate is the self-normalized one that assumes least of what log and target give
 * probabilities for: {@code snsips}, else {@code snrips}, else {@code sniips}.
 *
 * <p>{@code cascade-dr} needs the target's probabilities of every item as well. Its values are by
 * ridge regression ({@link CascadeValues}), cross-fitted by unit, with the products of context and
 * items where there are {@value #ROWS_PER_FEATURE} slates for each.
 */
public final class SlateStudy {

  /** Short names of the estimators. */
  public static final List<String> ESTIMATORS =
      List.of("sips", "iips", "rips", "snsips", "sniips", "snrips", "cascade-dr");

  private static final String CASCADE_DR = "cascade-dr";
  private static final int FOLDS = 3;
  private static final int ROWS_PER_FEATURE = 20;

  /** More features than these make the regression slower than it is worth. */
  private static final int MOST_FEATURES = 2_000;

  /** Features of all slates that are held in memory at a time, some 160 MB. */
  private static final long MOST_NUMBERS = 20_000_000;

  private static final Map<String, Slates.Scope> SCOPES =
      Map.of(
          "sips",
          Slates.Scope.LIST,
          "snsips",
          Slates.Scope.LIST,
          "iips",
          Slates.Scope.ITEM,
          "sniips",
          Slates.Scope.ITEM,
          "rips",
          Slates.Scope.CASCADE,
          "snrips",
          Slates.Scope.CASCADE,
          CASCADE_DR,
          Slates.Scope.CASCADE);

  private SlateStudy() {}

  /**
   * Studies a log.
   *
   * @param targets the policies, at least one
   * @throws IllegalArgumentException if the log's health forbids any estimate, an estimator is
   *     unknown, or log and target share no kind of probability
   */
  public static StudyResult run(SlateLog log, List<SlateTarget> targets, StudySettings settings) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    for (String name : settings.estimators()) {
      Check.that(
          ESTIMATORS.contains(name),
          "%s is no estimator for slates. They are %s.",
          name,
          String.join(", ", ESTIMATORS));
    }
    HealthReport health = SlateHealth.of(log, targets);
    Studies.refuseIfRejected(health);
    Units units = Units.of(log.unitKeys());
    Intervals intervals = new Intervals(settings).over(units.count());
    Accumulator<Slates> logging = accumulated("sips", logging(log));
    List<Candidate> candidates = new ArrayList<>();
    List<List<Answer>> answers = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (SlateTarget target : targets) {
      candidates.add(candidate(log, target, units));
      answers.add(
          names(log, target, settings).stream()
              .map(
                  name ->
                      intervals.answer(
                          accumulated(name, input(name, log, target, settings.seed(), remarks)),
                          Optional.empty()))
              .toList());
    }
    return Studies.judged(
        intervals,
        health,
        Studies.named("mean", intervals.answer(logging, Optional.empty())),
        logging.replicates(),
        candidates,
        answers,
        remarks.stream().distinct().toList());
  }

  /**
   * Studies a log as a whole and by segments; segments with a single slate are left out.
   *
   * @param column an extra column of texts or whole numbers, the same in all rows of a slate
   * @throws IllegalArgumentException as {@link #run(SlateLog, List, StudySettings)} does, or if
   *     there is no such column or it has more than {@value Studies#MOST_SEGMENTS} values
   */
  public static StudyResult run(
      SlateLog log, List<SlateTarget> targets, StudySettings settings, String column) {
    Map<String, int[]> slates =
        Studies.segments(
            column,
            log.extras().get(column),
            log.extras().keySet(),
            IntStream.rangeClosed(0, log.slates()).map(slate -> slate * log.length()).toArray(),
            "slate");
    StudyResult result = run(log, targets, settings);
    Units units = Units.of(log.unitKeys());
    Intervals intervals = new Intervals(settings);
    Slates logging = logging(log);
    List<Function<int[], Answer>> policies = new ArrayList<>();
    for (SlateTarget target : targets) {
      Primary of = primary(log, target);
      policies.add(
          at ->
              intervals
                  .over(units.count(at))
                  .answer(accumulated(of.name(), of.slates().only(at)), Optional.empty()));
    }
    return result.withSegments(
        Studies.bySegment(
            slates,
            at ->
                Studies.named(
                    "mean",
                    intervals
                        .over(units.count(at))
                        .answer(accumulated("sips", logging.only(at)), Optional.empty())),
            policies));
  }

  private static Slates logging(SlateLog log) {
    double[] ones = new double[log.size()];
    Arrays.fill(ones, 1);
    return rewards(log).withWeight(Slates.Scope.LIST, ones, ones);
  }

  private static List<String> names(SlateLog log, SlateTarget target, StudySettings settings) {
    return settings.estimators().isEmpty()
        ? ESTIMATORS.stream()
            .filter(name -> possible(log, target, SCOPES.get(name)))
            .filter(name -> !name.equals(CASCADE_DR) || whyNoModel(log, target).isEmpty())
            .toList()
        : settings.estimators();
  }

  private static Slates rewards(SlateLog log) {
    Slates slates = Slates.of(log.length(), log.rewards());
    return log.clusters().isPresent() ? slates.inUnits(log.unitKeys()) : slates;
  }

  private static Optional<double[]> of(SlateLog log, Slates.Scope scope) {
    return switch (scope) {
      case LIST -> log.propensities();
      case ITEM -> log.itemPositionPropensities();
      case CASCADE -> log.cascadePropensities();
    };
  }

  private static Optional<double[]> of(SlateTarget target, Slates.Scope scope) {
    return switch (scope) {
      case LIST -> target.joint();
      case ITEM -> target.itemPosition();
      case CASCADE -> target.cascade();
    };
  }

  private static boolean possible(SlateLog log, SlateTarget target, Slates.Scope scope) {
    return of(log, scope).isPresent() && of(target, scope).isPresent();
  }

  private static Slates weighed(SlateLog log, SlateTarget target, Slates.Scope scope) {
    Check.that(
        possible(log, target, scope),
        "target %s: the log or the target lacks probabilities of the %s. Add them, or use an estimator that does"
            + " without.",
        target.name(),
        switch (scope) {
          case LIST -> "whole list (propensity)";
          case ITEM -> "item at its position (propensity_item_position)";
          case CASCADE -> "items from the top (propensity_cascade)";
        });
    return rewards(log)
        .withWeight(scope, of(target, scope).orElseThrow(), of(log, scope).orElseThrow());
  }

  /** The slates with what an estimator takes. */
  private static Slates input(
      String name, SlateLog log, SlateTarget target, long seed, List<String> remarks) {
    Slates slates = weighed(log, target, SCOPES.get(name));
    if (!name.equals(CASCADE_DR)) {
      return slates;
    }
    whyNoModel(log, target)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    RewardPredictions q = values(log, target.distribution().orElseThrow(), seed);
    remarks.add("Values of cascade-dr are by " + q.provenance().sentence() + ".");
    return slates.withPredictions(q.logged(), q.expected(target.distribution().orElseThrow()));
  }

  /** What keeps a model from being fitted; empty if nothing does. */
  private static Optional<String> whyNoModel(SlateLog log, SlateTarget target) {
    if (target.distribution().isEmpty() || log.actionCount() < 2) {
      return Optional.of(
          String.format(
              "target %s: cascade-dr needs its probabilities of every item, of two at least, at each row, given the items above. Give them"
                  + " as a column of lists named like the target's column with _distribution, or use snrips.",
              target.name()));
    }
    long features = log.contextSize() + (long) log.length() * log.actionCount();
    return features <= MOST_FEATURES && features * log.slates() <= MOST_NUMBERS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "target %s: %,d slates of %d positions and %d items are too many for the model of cascade-dr, which takes"
                    + " up to %,d features and %,d of them in all slates together. Use snrips.",
                target.name(),
                log.slates(),
                log.length(),
                log.actionCount(),
                MOST_FEATURES,
                MOST_NUMBERS));
  }

  private static RewardPredictions values(SlateLog log, double[] target, long seed) {
    long[] unit = new long[log.size()];
    Arrays.setAll(unit, row -> log.unitKeys()[row / log.length()]);
    Decisions rows =
        Decisions.of(log.actionCount(), log.contextSize(), log.context(), log.actions())
            .ofUnits(unit);
    long above = (long) (log.length() - 1) * log.actionCount();
    long products = log.actionCount() * (log.contextSize() + above + 1);
    Design design =
        products * ROWS_PER_FEATURE <= log.slates() ? Design.interacted() : Design.additive();
    return CascadeValues.crossFit(
        new Ridge(Ridge.defaults().penalty(), design, true),
        log.length(),
        rows,
        log.rewards(),
        target,
        SampleWeights.equal(log.size()),
        Folds.shuffled(rows, FOLDS, seed));
  }

  private static Accumulator<Slates> accumulated(String name, Slates slates) {
    SlateEstimator estimator =
        switch (name) {
          case "sips" -> SlateEstimator.sips();
          case "iips" -> SlateEstimator.iips();
          case "rips" -> SlateEstimator.rips();
          case "snsips" -> SlateEstimator.snsips();
          case "sniips" -> SlateEstimator.sniips();
          case "snrips" -> SlateEstimator.snrips();
          case CASCADE_DR -> SlateEstimator.cascadeDr();
          default -> throw new IllegalStateException(name);
        };
    Accumulator<Slates> accumulator = estimator.accumulator();
    accumulator.add(slates);
    return accumulator;
  }

  /**
   * What a verdict rests on.
   *
   * @param name the estimator's
   * @param scope of its weights
   */
  private record Primary(String name, Slates.Scope scope, Slates slates) {}

  private static Primary primary(SlateLog log, SlateTarget target) {
    Slates.Scope scope =
        possible(log, target, Slates.Scope.LIST)
            ? Slates.Scope.LIST
            : possible(log, target, Slates.Scope.CASCADE)
                ? Slates.Scope.CASCADE
                : Slates.Scope.ITEM;
    String name =
        switch (scope) {
          case LIST -> "snsips";
          case CASCADE -> "snrips";
          case ITEM -> "sniips";
        };
    return new Primary(name, scope, weighed(log, target, scope));
  }

  /** The weights of slates, position by position unless it is one for the whole list. */
  private static List<WeightDiagnostics> weights(Primary of, Units units) {
    double[] weight = of.slates().weight(of.scope());
    int length = of.slates().length();
    return IntStream.range(0, of.scope() == Slates.Scope.LIST ? 1 : length)
        .mapToObj(
            l -> {
              double[] column = new double[of.slates().size()];
              Arrays.setAll(column, slate -> weight[slate * length + l]);
              return units.weights(column);
            })
        .toList();
  }

  /**
   * Share of the target's probability, given the logged items above, on items that no slate has at
   * the position; that of the position where it is largest.
   */
  private static double unsupported(SlateLog log, SlateTarget target) {
    if (target.distribution().isEmpty()) {
      return 0;
    }
    double[] e = target.distribution().get();
    int items = log.actionCount();
    int length = log.length();
    boolean[] shown = new boolean[length * items];
    for (int row = 0; row < log.size(); row++) {
      shown[row % length * items + log.actions()[row]] = true;
    }
    double[] mass = new double[length];
    for (int i = 0; i < e.length; i++) {
      int position = i / items % length;
      mass[position] += shown[position * items + i % items] ? 0 : e[i];
    }
    return Math.min(1, Arrays.stream(mass).max().orElseThrow() / log.slates());
  }

  private static Candidate candidate(SlateLog log, SlateTarget target, Units units) {
    Primary of = primary(log, target);
    Accumulator<Slates> primary = accumulated(of.name(), of.slates());
    double[] weight = of.slates().weight(of.scope());
    double[] weighted = new double[log.slates()]; // sum_l w r
    for (int row = 0; row < log.size(); row++) {
      weighted[row / log.length()] += weight[row] * log.rewards()[row];
    }
    return new Candidate(
        target.name(),
        primary.estimate(),
        primary.replicates(),
        weights(of, units),
        units.events(weighted, Studies.zeroShare(log.rewards())),
        unsupported(log, target),
        List.of(accumulated(of.name().substring(2), of.slates()).replicates()),
        Extent.slates(log.slates()));
  }
}
