package dev.strandline.ope.study;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimator;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.health.BanditHealth;
import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.DensityRatios;
import dev.strandline.ope.model.Design;
import dev.strandline.ope.model.FittedProbabilities;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.LogisticRegression;
import dev.strandline.ope.model.RewardLearner;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.Ridge;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.model.Sgd;
import dev.strandline.ope.selection.Slope;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Combination;
import dev.strandline.ope.verdict.Extent;
import dev.strandline.ope.verdict.Guardrails;
import dev.strandline.ope.verdict.Metric;
import dev.strandline.ope.verdict.TradeOff;
import dev.strandline.policy.Check;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Judges target policies by a log of single decisions.
 *
 * <p>The primary estimate is cross-fitted unclipped {@code dr} where the targets' probabilities of
 * all actions are known, else {@code snips}. The reward model is a logistic regression where all
 * rewards are 0 or 1, else a ridge regression, of context and action, and of their products where
 * there are {@value #ROWS_PER_FEATURE} rows for each and the ridge regression has no more than
 * {@value #MOST_FEATURES} features; each row is predicted by a model that did not see it.
 */
public final class BanditStudy {

  /** Short names of the estimators, as {@link StudySettings#estimators} takes them. */
  public static final List<String> ESTIMATORS =
      List.of(
          "ips",
          "snips",
          "dm",
          "dr",
          "sndr",
          "switch-dr",
          "dros",
          "sg-ips",
          "sg-dr",
          "replay",
          "balanced-ips");

  private static final List<String> WITHOUT_MODEL =
      List.of("ips", "snips", "sg-ips", "replay", "balanced-ips");
  private static final int FOLDS = 3;
  private static final int ROWS_PER_FEATURE = 20;

  /** More features than these make a ridge regression slower, and larger, than it is worth. */
  private static final int MOST_FEATURES = 2_000;

  /** Candidates of a tuning, as SLOPE visits them where widths are equal. */
  private static final double[] FALLING = {Double.POSITIVE_INFINITY, 100, 20, 5, 2, 1, 0.5};

  private static final double[] RISING = {0, 1, 10, 100, 1_000, 10_000};
  private static final double[] SHARES = {0, 0.01, 0.05, 0.1, 0.5, 1};

  private final BanditLog log;
  private final List<Target> targets;
  private final StudySettings settings;
  private final List<String> remarks = new ArrayList<>();
  private final Units units;
  private final boolean model;
  private final double[] propensities;
  private final Optional<RewardPredictions> predictions;

  private BanditStudy(BanditLog log, List<Target> targets, StudySettings settings) {
    this.log = log;
    this.targets = targets;
    this.settings = settings;
    units = Units.of(log.unitKeys());
    for (String name : settings.estimators()) {
      Check.that(
          ESTIMATORS.contains(name),
          "%s is no estimator for single decisions. They are %s.",
          name,
          String.join(", ", ESTIMATORS));
    }
    boolean distributions =
        log.discrete() && targets.stream().allMatch(target -> target.distribution().isPresent());
    model =
        distributions
            && (settings.estimators().isEmpty()
                || !WITHOUT_MODEL.containsAll(settings.estimators()));
    Check.that(
        distributions || WITHOUT_MODEL.containsAll(settings.estimators()),
        "%s needs each target's probabilities of all actions, not of the logged one alone. Give a column of lists, or"
            + " estimators without a model: ips, snips, sg-ips.",
        settings.estimators());
    long loggers = log.strata().map(s -> Arrays.stream(s).distinct().count()).orElse(1L);
    if (loggers > 1) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "The rows of %,d loggers (column stratum) are pooled: each is weighted by its own propensity, and errors are"
                  + " not stratified by logger. Segments by stratum show each logger's rows alone.",
              loggers));
    }
    propensities = propensities();
    predictions = model ? Optional.of(predictions()) : Optional.empty();
  }

  /**
   * Studies a log.
   *
   * @param targets the policies, at least one
   * @throws IllegalArgumentException if the log's health forbids any estimate, an estimator is
   *     unknown or lacks what it needs, a reward is outside the settings' range, or the logger is
   *     nearly deterministic and its probabilities would have to be fitted
   */
  public static StudyResult run(BanditLog log, List<Target> targets, StudySettings settings) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    HealthReport health = BanditHealth.of(log, targets);
    Studies.refuseIfRejected(health);
    return new BanditStudy(log, targets, settings).result(health);
  }

  /**
   * Studies a log as a whole and by segments; segments with a single row are left out.
   *
   * @param column an extra column of texts or whole numbers, {@code position} or {@code stratum}
   * @throws IllegalArgumentException as {@link #run(BanditLog, List, StudySettings)} does, or if
   *     there is no such column or it has more than {@value Studies#MOST_SEGMENTS} values
   */
  public static StudyResult run(
      BanditLog log, List<Target> targets, StudySettings settings, String column) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    Map<String, int[]> rows =
        Studies.segments(column, segmentColumn(log, column), log.extras().keySet());
    HealthReport health = BanditHealth.of(log, targets);
    Studies.refuseIfRejected(health);
    BanditStudy study = new BanditStudy(log, targets, settings);
    return study.result(health).withSegments(study.segments(rows));
  }

  private static Column segmentColumn(BanditLog log, String name) {
    if (name.equals("position") && log.positions().isPresent()) {
      return new Column.Integers(Arrays.stream(log.positions().get()).asLongStream().toArray());
    }
    return name.equals("stratum") && log.strata().isPresent()
        ? strata(log)
        : log.extras().get(name);
  }

  private static Column strata(BanditLog log) {
    int[] strata = log.strata().orElseThrow();
    List<String> labels = log.stratumLabels();
    return labels.isEmpty()
        ? new Column.Integers(Arrays.stream(strata).asLongStream().toArray())
        : new Column.Texts(Arrays.stream(strata).mapToObj(labels::get).toArray(String[]::new));
  }

  /**
   * The targets by a column of the log, for {@link Guardrails} and {@link TradeOff}. All columns
   * share the weights; each has a reward model of its own where the study's primary estimate has
   * one.
   *
   * @param targets the policies, at least one
   * @throws IllegalArgumentException as {@link #run(BanditLog, List, StudySettings)} does, or if
   *     there is no such column of numbers
   */
  public static Metric metric(
      BanditLog log, List<Target> targets, RewardColumn column, StudySettings settings) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    Metric mean = mean(log, targets, column.column(), column, settings);
    return column.per().isEmpty()
        ? mean
        : ratio(mean, mean(log, targets, column.per().get(), column, settings));
  }

  private static Metric mean(
      BanditLog log,
      List<Target> targets,
      String name,
      RewardColumn column,
      StudySettings settings) {
    BanditLog judged = name.equals(RewardColumn.REWARD) ? log : log.withRewards(name);
    Studies.refuseIfRejected(BanditHealth.of(judged, targets));
    BanditStudy study = new BanditStudy(judged, targets, settings);
    return new Metric(
        column.name(),
        column.direction(),
        column.margin(),
        accumulated(BanditEstimator.mean(), study.rewards()).replicates(),
        targets.stream().map(target -> study.candidate(target, study.rounds(target))).toList());
  }

  /** What is told of a candidate besides its values is that of the numerator. */
  private static Metric ratio(Metric above, Metric below) {
    List<Candidate> candidates = new ArrayList<>();
    for (int j = 0; j < above.candidates().size(); j++) {
      Candidate one = above.candidates().get(j);
      Candidate other = below.candidates().get(j);
      Replicates ratio = Combination.ratio(one.replicates(), other.replicates());
      candidates.add(
          new Candidate(
              one.name(),
              Combination.ratioEstimate(above.name(), one.estimate(), ratio),
              ratio,
              one.weights(),
              one.events(),
              one.unsupported(),
              List.of(Combination.ratio(one.others().get(0), other.others().get(0))),
              one.extent()));
    }
    return new Metric(
        above.name(),
        above.direction(),
        above.margin(),
        Combination.ratio(above.logging(), below.logging()),
        candidates);
  }

  private double[] propensities() {
    if (settings.propensities() != Propensities.FIT && log.propensities().isPresent()) {
      return log.propensities().get();
    }
    Check.that(
        settings.propensities() != Propensities.LOGGED,
        "the log has no column propensity. Map it, or let propensities be fitted.");
    Check.that(
        log.discrete(),
        "the log has no column propensity, and densities of continuous actions cannot be fitted. Log them.");
    FittedProbabilities fitted =
        Studies.fitted(Decisions.of(log), log.available(), settings.seed());
    remarks.add(
        fitted.remark()
            + (log.propensities().isPresent()
                ? "; the log's own were set aside, and what is said of its health is of those"
                : ""));
    return fitted.logged();
  }

  private RewardPredictions predictions() {
    Decisions decisions = Decisions.of(log);
    boolean binary = Arrays.stream(log.rewards()).allMatch(r -> r == 0 || r == 1);
    int positions = log.positions().map(p -> (int) Arrays.stream(p).distinct().count()).orElse(1);
    long products = (long) log.actionCount() * (log.contextSize() + 1);
    boolean enoughRows = products * positions * ROWS_PER_FEATURE <= log.size();
    boolean tooWide = !binary && products + log.contextSize() > MOST_FEATURES;
    Design design = enoughRows && !tooWide ? Design.interacted() : Design.additive();
    RewardLearner learner =
        binary
            ? new LogisticRegression(design, Sgd.defaults())
            : new Ridge(Ridge.defaults().penalty(), design, true);
    RewardPredictions fitted =
        RewardPredictions.crossFit(
            learner,
            decisions,
            log.rewards(),
            SampleWeights.equal(log.size()),
            Folds.shuffled(decisions, FOLDS, settings.seed()));
    remarks.add("Rewards are predicted by " + fitted.provenance().sentence() + ".");
    if (enoughRows && tooWide) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "Products of context and action are left out of the model: with them it had %,d features, more than %,d.",
              products + log.contextSize(),
              MOST_FEATURES));
    }
    return fitted;
  }

  private static void checkRewards(BanditLog log, RewardRange range) {
    double[] rewards = log.rewards();
    int[] outside =
        IntStream.range(0, rewards.length)
            .filter(row -> rewards[row] < range.low() || rewards[row] > range.high())
            .toArray();
    if (outside.length > 0) {
      throw new BadRowsException(
          "reward",
          log.firstRow() + outside[0],
          outside.length,
          rewards.length,
          Double.toString(rewards[outside[0]]),
          "the reward range goes from " + range.low() + " to " + range.high(),
          "Bounds hold for what rewards can be at all: give a range that holds them all, or mend the column.");
    }
  }

  private StudyResult result(HealthReport health) {
    settings.rewardRange().ifPresent(range -> checkRewards(log, range));
    Accumulator<Rounds> logging = accumulated(BanditEstimator.mean(), rewards());
    Intervals intervals = new Intervals(settings).over(units.count());
    Optional<TermWidth> range =
        settings.rewardRange().map(r -> TermWidth.known(r.high() - r.low()));
    List<Candidate> candidates = new ArrayList<>();
    List<List<Answer>> answers = new ArrayList<>();
    for (Target target : targets) {
      Rounds rounds = rounds(target);
      answers.add(answers(target, rounds, intervals));
      candidates.add(candidate(target, rounds));
    }
    return Studies.judged(
        intervals,
        health,
        intervals.answer(logging, range),
        logging.replicates(),
        candidates,
        answers,
        remarks);
  }

  private Rounds rewards() {
    return inUnits(Rounds.of(log.rewards()));
  }

  private Rounds inUnits(Rounds rounds) {
    return log.clusters().isPresent()
        ? rounds.inUnits(log.unitKeys())
        : rounds.from(log.firstRow());
  }

  private Rounds rounds(Target target) {
    Rounds rounds = rewards().withWeight(ImportanceWeights.ratio(target.logged(), propensities));
    return predictions
        .map(
            q ->
                rounds.withPredictions(q.logged(), q.expected(target.distribution().orElseThrow())))
        .orElse(rounds);
  }

  private static <B> Accumulator<B> accumulated(Estimator<B> estimator, B batch) {
    Accumulator<B> accumulator = estimator.accumulator();
    accumulator.add(batch);
    return accumulator;
  }

  private BanditEstimator primary() {
    return model ? BanditEstimator.dr() : BanditEstimator.snips();
  }

  private Candidate candidate(Target target, Rounds rounds) {
    Accumulator<Rounds> primary = accumulated(primary(), rounds);
    BanditEstimator other = model ? BanditEstimator.snips() : BanditEstimator.ips();
    double[] weighted = new double[log.size()];
    double[] weight = rounds.weight();
    Arrays.setAll(weighted, row -> weight[row] * log.rewards()[row]);
    return new Candidate(
        target.name(),
        primary.estimate(),
        primary.replicates(),
        List.of(units.weights(weight)),
        units.events(weighted, Studies.zeroShare(log.rewards())),
        unsupported(target),
        List.of(accumulated(other, rounds).replicates()),
        Extent.rows(log.size()));
  }

  /**
   * Share of the target's probability on actions that could not be had in the row, or that the log
   * never has in the row's position.
   */
  private double unsupported(Target target) {
    if (target.distribution().isEmpty()) {
      return 0;
    }
    double[] e = target.distribution().get();
    int actions = log.actionCount();
    int[] position = log.positions().orElse(new int[log.size()]);
    int positions = Arrays.stream(position).max().orElse(0) + 1;
    boolean[] tried = new boolean[positions * actions];
    int[] action = log.actions();
    for (int i = 0; i < action.length; i++) {
      tried[position[i] * actions + action[i]] = true;
    }
    double[] behavior = log.behavior().orElse(null);
    boolean[] mask = log.available().orElse(null);
    double mass = 0;
    for (int i = 0; i < action.length; i++) {
      for (int a = 0; a < actions; a++) {
        int at = at(i, a);
        boolean possible =
            (mask == null || mask[at])
                && (behavior == null ? tried[position[i] * actions + a] : behavior[at] > 0);
        mass += possible ? 0 : e[at];
      }
    }
    return Math.min(1, mass / action.length);
  }

  private int at(int row, int action) {
    return row * log.actionCount() + action;
  }

  private List<Answer> answers(Target target, Rounds rounds, Intervals intervals) {
    List<String> names = settings.estimators();
    if (names.isEmpty()) {
      names = model ? List.of("ips", "snips", "dm", "dr", "sndr") : List.of("ips", "snips");
    }
    Optional<TermWidth> ips =
        settings.maxWeight().isPresent()
            ? settings
                .rewardRange()
                .map(r -> TermWidth.weighted(r.low(), r.high(), settings.maxWeight().getAsDouble()))
            : Optional.empty();
    List<Answer> answers = new ArrayList<>();
    for (String name : names) {
      Optional<DensityRatios> ratios =
          name.equals("balanced-ips") ? Optional.of(ratios(name, target)) : Optional.empty();
      Rounds weighed =
          ratios
              .map(found -> rounds.withWeight(found.ratio()))
              .orElseGet(() -> weighed(name, target, rounds));
      BanditEstimator estimator = estimator(name, weighed);
      Answer answer =
          intervals.answer(
              accumulated(estimator, weighed), name.equals("ips") ? ips : Optional.empty());
      answers.add(ratios.map(found -> answer.withRemark(found.remark())).orElse(answer));
    }
    return answers;
  }

  /** The rounds with the weights that an estimator takes. */
  private Rounds weighed(String name, Target target, Rounds rounds) {
    return name.equals("replay")
        ? rounds.withWeight(ImportanceWeights.agreement(choices(target), log.actions()))
        : rounds;
  }

  private DensityRatios ratios(String name, Target target) {
    return DensityRatios.estimate(
        Decisions.of(log), distribution(name, target), Sgd.defaults(), FOLDS, settings.seed());
  }

  private static double[] distribution(String name, Target target) {
    Check.that(
        target.distribution().isPresent(),
        "%s needs the probabilities of all actions, but target %s has that of the logged action alone. Give a column of"
            + " lists.",
        name,
        target.name());
    return target.distribution().get();
  }

  /** The actions of a deterministic target. */
  private int[] choices(Target target) {
    double[] e = distribution("replay", target);
    return IntStream.range(0, log.size())
        .map(
            row -> {
              for (int a = 0; a < log.actionCount(); a++) {
                if (e[at(row, a)] == 1) {
                  return a;
                }
              }
              throw new IllegalArgumentException(
                  String.format(
                      "row %d: target %s takes no action with probability 1, but replay needs a deterministic target."
                          + " Use snips instead.",
                      row + log.firstRow(), target.name()));
            })
        .toArray();
  }

  private BanditEstimator estimator(String name, Rounds rounds) {
    double limit = settings.maxWeight().orElse(Double.POSITIVE_INFINITY);
    return switch (name) {
      case "ips" -> clipped(BanditEstimator.ips(limit));
      case "snips" -> BanditEstimator.snips();
      case "dm" -> BanditEstimator.dm();
      case "dr" -> clipped(BanditEstimator.dr(limit));
      case "sndr" -> BanditEstimator.sndr();
      case "switch-dr" ->
          settings.maxWeight().isPresent()
              ? BanditEstimator.switchDr(limit)
              : tuned(BanditEstimator::switchDr, FALLING, rounds);
      case "dros" -> tuned(BanditEstimator::drOs, RISING, rounds);
      case "sg-ips" -> tuned(BanditEstimator::sgIps, SHARES, rounds);
      case "sg-dr" -> tuned(BanditEstimator::sgDr, SHARES, rounds);
      case "replay" -> BanditEstimator.replay();
      case "balanced-ips" -> clipped(BanditEstimator.balancedIps(limit));
      default -> throw new IllegalStateException(name);
    };
  }

  /** The estimator under a name that tells it from the unclipped one, as in "dr(max 5)". */
  private BanditEstimator clipped(BanditEstimator estimator) {
    double limit = settings.maxWeight().orElse(Double.POSITIVE_INFINITY);
    return Double.isInfinite(limit)
        ? estimator
        : estimator.named(
            estimator.name()
                + "(max "
                + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString()
                + ")");
  }

  /** The estimator whose setting SLOPE chooses from the log. */
  private BanditEstimator tuned(
      DoubleFunction<BanditEstimator> family, double[] lambdas, Rounds rounds) {
    double[][] terms = new double[lambdas.length][];
    for (int i = 0; i < lambdas.length; i++) {
      terms[i] = family.apply(lambdas[i]).terms(rounds);
    }
    double lambda = lambdas[Slope.choose(terms, Slope.DELTA)];
    BanditEstimator chosen = family.apply(lambda);
    remarks.add(chosen.name() + ": SLOPE chose the setting " + lambda + " from this log.");
    return chosen;
  }

  private List<SegmentAnswer> segments(Map<String, int[]> rows) {
    Intervals intervals = new Intervals(settings);
    Rounds rewards = rewards();
    List<Function<int[], Answer>> policies = new ArrayList<>();
    for (Target target : targets) {
      Rounds rounds = rounds(target);
      policies.add(
          at ->
              intervals
                  .over(units.count(at))
                  .answer(accumulated(primary(), at(rounds, at)), Optional.empty()));
    }
    return Studies.bySegment(
        rows,
        at ->
            intervals
                .over(units.count(at))
                .answer(accumulated(BanditEstimator.mean(), at(rewards, at)), Optional.empty()),
        policies);
  }

  private Rounds at(Rounds rounds, int[] rows) {
    Rounds chosen = Rounds.of(pick(rounds.reward(), rows));
    if (rounds.hasWeight()) {
      chosen = chosen.withWeight(pick(rounds.weight(), rows));
    }
    if (rounds.hasPredictions()) {
      chosen =
          chosen.withPredictions(pick(rounds.prediction(), rows), pick(rounds.targetValue(), rows));
    }
    long[] keys = log.unitKeys();
    return log.clusters().isPresent()
        ? chosen.inUnits(Arrays.stream(rows).mapToLong(row -> keys[row]).toArray())
        : chosen;
  }

  private static double[] pick(double[] column, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> column[row]).toArray();
  }
}
