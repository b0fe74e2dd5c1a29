package dev.strandline.ope.study;

import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.distribution.CdfEstimator;
import dev.strandline.ope.distribution.LoggedReturns;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.health.TrajectoryHealth;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.ope.model.ActionClassifier;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.FittedProbabilities;
import dev.strandline.ope.neural.NeuralFqe;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.TrajectoryAccumulator;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges target policies by a log of trajectories; the independent unit is the episode.
 *
 * <p>The primary estimate is {@code sndr} where values were asked for, that is, where one of {@link
 * #WITH_VALUES} is among the estimators, else {@code snpdis}. Values are those of {@link
 * NeuralFqe}, cross-fitted by episode; they need discrete actions and the targets' probabilities of
 * all of them. A cut of the log counts as the end of its episode.
 */
public final class TrajectoryStudy {

  /** Short names of the estimators that need no values. */
  public static final List<String> WITHOUT_VALUES = List.of("tis", "pdis", "sntis", "snpdis");

  /** Short names of the estimators for which networks are trained. */
  public static final List<String> WITH_VALUES = List.of("dm", "dr", "sndr");

  private final Transitions log;
  private final StudySettings settings;
  private final List<String> estimators;
  private final List<String> remarks = new ArrayList<>();
  private final boolean values;
  private final int[] starts;
  private final long[] ids;
  private final double[] propensities;

  private TrajectoryStudy(Transitions log, StudySettings settings) {
    this.log = log;
    this.settings = settings;
    estimators = settings.estimators().isEmpty() ? WITHOUT_VALUES : settings.estimators();
    for (String name : estimators) {
      Check.that(
          WITHOUT_VALUES.contains(name) || WITH_VALUES.contains(name),
          "%s is no estimator for trajectories. They are %s, and with values %s.",
          name,
          String.join(", ", WITHOUT_VALUES),
          String.join(", ", WITH_VALUES));
    }
    values = estimators.stream().anyMatch(WITH_VALUES::contains);
    starts = new int[log.episodes() + 1];
    ids = new long[log.episodes()];
    for (int episode = 0; episode < log.episodes(); episode++) {
      starts[episode] = log.episodeStart(episode);
      ids[episode] = log.episodeId(episode);
    }
    starts[log.episodes()] = log.size();
    propensities = propensities();
  }

  /**
   * Studies a log.
   *
   * @param targets the policies, at least one
   * @throws IllegalArgumentException if the log's health forbids any estimate, an estimator is
   *     unknown or lacks what it needs, or the logger is nearly deterministic and its probabilities
   *     would have to be fitted
   */
  public static StudyResult run(Transitions log, List<Target> targets, StudySettings settings) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    HealthReport health = TrajectoryHealth.of(log, targets);
    Studies.refuseIfRejected(health);
    return new TrajectoryStudy(log, settings).result(health, targets);
  }

  /**
   * The distribution of the discounted return: of the logging policy, then of each target by {@link
   * CdfEstimator#SNTIS}. A target whose every weight is 0 is left out.
   */
  public static Map<String, ReturnDistribution> returns(
      Transitions log, List<Target> targets, StudySettings settings) {
    TrajectoryStudy study = new TrajectoryStudy(log, settings.withEstimators(List.of()));
    Map<String, ReturnDistribution> distributions = new LinkedHashMap<>();
    distributions.put("the log", study.distribution(study.logged()));
    for (Target target : targets) {
      Episodes episodes = study.weighed(target).build();
      if (Arrays.stream(episodes.episodeWeights()).anyMatch(w -> w > 0)) {
        distributions.put(target.name(), study.distribution(episodes));
      }
    }
    return distributions;
  }

  private ReturnDistribution distribution(Episodes episodes) {
    return LoggedReturns.exact(episodes, settings.gamma()).distribution(CdfEstimator.SNTIS);
  }

  private double[] propensities() {
    Optional<double[]> logged = log.propensities();
    if (settings.propensities() != Propensities.FIT && logged.isPresent()) {
      return logged.get();
    }
    Check.that(
        settings.propensities() != Propensities.LOGGED,
        "the log has neither a column propensity nor action_log_probs. Map one, or let propensities be fitted.");
    Check.that(
        log.actionSpace() instanceof ActionSpace.Discrete,
        "the log has no propensities, and densities of continuous actions cannot be fitted. Log them.");
    long[] unit = new long[log.size()];
    for (int episode = 0; episode < ids.length; episode++) {
      Arrays.fill(unit, starts[episode], starts[episode + 1], ids[episode]);
    }
    FittedProbabilities fitted =
        ActionClassifier.defaults()
            .withSeed(settings.seed())
            .propensities(
                Decisions.of(
                        actions(),
                        log.observationSize(),
                        wide(log.observations()),
                        log.discreteActions())
                    .ofUnits(unit));
    remarks.add(fitted.remark());
    return fitted.logged();
  }

  private int actions() {
    return ((ActionSpace.Discrete) log.actionSpace()).count();
  }

  private static double[] wide(float[] narrow) {
    double[] wide = new double[narrow.length];
    Arrays.setAll(wide, i -> narrow[i]);
    return wide;
  }

  private Episodes logged() {
    double[] ones = new double[log.size()];
    Arrays.fill(ones, 1);
    return Episodes.builder(starts, ones, log.rewards()).ids(ids).build();
  }

  private Episodes.Builder weighed(Target target) {
    double[] ratio = new double[log.size()];
    Arrays.setAll(ratio, row -> target.logged()[row] / propensities[row]);
    return Episodes.builder(starts, ratio, log.rewards()).ids(ids);
  }

  private Episodes episodes(Target target) {
    Episodes.Builder builder = weighed(target);
    if (values) {
      NeuralFqe.Fit fit = fit(target);
      builder.values(fit.q(), fit.v());
    }
    return builder.build();
  }

  private NeuralFqe.Fit fit(Target target) {
    Check.that(
        log.actionSpace() instanceof ActionSpace.Discrete && target.distribution().isPresent(),
        "target %s: %s need values, and these the target's probabilities of all of several discrete actions. Give a"
            + " column of lists, or use %s.",
        target.name(),
        String.join(", ", WITH_VALUES),
        String.join(", ", WITHOUT_VALUES));
    double[] e = target.distribution().get();
    int width = log.observationSize();
    double[] state = wide(log.observations());
    double[] next = log.nextObservations().map(TrajectoryStudy::wide).orElseGet(state::clone);
    double[] nextPolicy = e.clone();
    boolean[] ends = new boolean[log.size()];
    for (int episode = 0; episode < ids.length; episode++) {
      int last = starts[episode + 1] - 1;
      ends[last] = true; // a cut is an end
      for (int row = starts[episode]; row < last; row++) {
        System.arraycopy(state, (row + 1) * width, next, row * width, width);
        System.arraycopy(e, (row + 1) * actions(), nextPolicy, row * actions(), actions());
      }
    }
    try (Workers workers = new Workers(1)) {
      return NeuralFqe.fit(
          NeuralFqe.Config.defaults().withGamma(settings.gamma()),
          new NeuralFqe.Log(starts, state, log.rewards(), next, ends),
          new NeuralFqe.Actions.Discrete(log.discreteActions(), e, nextPolicy),
          settings.seed(),
          workers);
    }
  }

  private StudyResult result(HealthReport health, List<Target> targets) {
    Intervals intervals = new Intervals(settings);
    TrajectoryAccumulator logging = accumulated("tis", logged());
    List<Candidate> candidates = new ArrayList<>();
    List<List<Answer>> answers = new ArrayList<>();
    for (Target target : targets) {
      Episodes episodes = episodes(target);
      candidates.add(candidate(target, episodes));
      answers.add(
          estimators.stream()
              .map(
                  name ->
                      intervals.answer(accumulated(name, episodes), Optional.<TermWidth>empty()))
              .toList());
    }
    if (values) {
      remarks.add(
          "Values are by fitted Q evaluation with networks, cross-fitted by episode (seed "
              + settings.seed()
              + ").");
    }
    Answer answer = intervals.answer(logging, Optional.empty());
    return Studies.judged(
        settings,
        health,
        Studies.named("mean", answer),
        logging.replicates(),
        candidates,
        answers,
        remarks);
  }

  private TrajectoryAccumulator accumulated(String name, Episodes episodes) {
    TrajectoryAccumulator accumulator =
        TrajectoryEstimator.named(name, settings.gamma(), 0).accumulator();
    accumulator.add(episodes);
    return accumulator;
  }

  private Candidate candidate(Target target, Episodes episodes) {
    TrajectoryAccumulator primary = accumulated(values ? "sndr" : "snpdis", episodes);
    TrajectoryAccumulator stepwise = accumulated("pdis", episodes);
    List<WeightDiagnostics> weights = stepwise.weightsByStep();
    double[] returns = episodes.returns(settings.gamma());
    double zeros = Arrays.stream(returns).filter(g -> g == 0).count();
    return new Candidate(
        target.name(),
        primary.estimate(),
        primary.replicates(),
        weights,
        new WeightedEvents(stepwise.effectiveEvents().orElseThrow(), zeros / returns.length),
        unsupported(target),
        List.of(accumulated(values ? "snpdis" : "pdis", episodes).replicates()));
  }

  /** Share of the target's probability, over the logged states, on actions no row has. */
  private double unsupported(Target target) {
    if (target.distribution().isEmpty()) {
      return 0;
    }
    boolean[] tried = new boolean[actions()];
    for (int action : log.discreteActions()) {
      tried[action] = true;
    }
    double[] e = target.distribution().get();
    double mass = 0;
    for (int i = 0; i < e.length; i++) {
      mass += tried[i % tried.length] ? 0 : e[i];
    }
    return Math.min(1, mass / log.size());
  }
}
