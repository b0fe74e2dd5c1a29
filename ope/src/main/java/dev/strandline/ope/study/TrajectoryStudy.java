package dev.strandline.ope.study;

import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.distribution.CdfEstimator;
import dev.strandline.ope.distribution.LoggedReturns;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.health.TrajectoryHealth;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.FittedProbabilities;
import dev.strandline.ope.neural.NeuralFqe;
import dev.strandline.ope.sequential.Cut;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.TrajectoryAccumulator;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Extent;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.Policy;
import dev.strandline.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges target policies by a log of trajectories; the independent unit is the episode.
 *
 * <p>The primary estimate is {@code sndr} where values were asked for, that is, where one of {@link
 * #WITH_VALUES} is among the estimators, else {@code snpdis}. Values are those of {@link
 * NeuralFqe}, cross-fitted by episode; they need discrete actions and the targets' probabilities of
 * all of them. A cut of the log counts as the end of its episode.
 *
 * <p>A policy that takes one exact action of real numbers gives the logged ones no weight, so that
 * only a model can put a value on it; {@link #ofPolicies} does, without a verdict.
 */
public final class TrajectoryStudy {

  /** Short names of the estimators that need no values. */
  public static final List<String> WITHOUT_VALUES = List.of("tis", "pdis", "sntis", "snpdis");

  /** Short names of the estimators for which networks are trained. */
  public static final List<String> WITH_VALUES = List.of("dm", "dr", "sndr");

  private static final String MODEL_ALONE = "dm";

  private static final String NO_WEIGHT =
      "The policy takes one exact action in each state, so its density of the logged actions is 0 and no row has any"
          + " weight: dm, a model's value, is all that this log can give, and a model alone carries no verdict. For a"
          + " verdict, let the policy act with noise and give its density of the logged actions as a column; or play it"
          + " in the environment (./strandline evaluate).";

  /** Hears of the training of networks. */
  @FunctionalInterface
  public interface Training {

    /** {@code done} of {@code total} updates are done, those of all policies together. */
    void updated(long done, long total);
  }

  private final Transitions log;
  private final StudySettings settings;
  private final NeuralFqe.Config fqe;
  private final Training training;
  private final List<String> estimators;
  private final List<String> remarks = new ArrayList<>();
  private final boolean values;
  private final int[] starts;
  private final long[] ids;

  private TrajectoryStudy(
      Transitions log,
      StudySettings settings,
      NeuralFqe.Config fqe,
      Training training,
      List<String> estimators) {
    this.log = log;
    this.settings = settings;
    this.fqe = fqe.withGamma(settings.gamma());
    this.training = training;
    this.estimators = estimators;
    for (String name : estimators) {
      Check.that(
          WITHOUT_VALUES.contains(name) || WITH_VALUES.contains(name),
          "%s is no estimator for trajectories. They are %s, and with values %s.",
          name,
          String.join(", ", WITHOUT_VALUES),
          String.join(", ", WITH_VALUES));
    }
    values = estimators.stream().anyMatch(WITH_VALUES::contains);
    if (values) {
      checkValues(fqe);
    }
    starts = new int[log.episodes() + 1];
    ids = new long[log.episodes()];
    for (int episode = 0; episode < log.episodes(); episode++) {
      starts[episode] = log.episodeStart(episode);
      ids[episode] = log.episodeId(episode);
    }
    starts[log.episodes()] = log.size();
  }

  private static void checkValues(NeuralFqe.Config fqe) {
    Check.that(
        fqe.folds() >= 2,
        "NeuralFqe.Config.folds is %d, but an episode's values must come from networks that did not see it. Use 2 folds"
            + " or more.",
        fqe.folds());
    Check.that(
        fqe.cut() == Cut.FINITE_HORIZON,
        "NeuralFqe.Config.cut is %s, but a study is of returns inside the log, and a target's probabilities after a cut"
            + " are not in it. Use FINITE_HORIZON, or TrajectoryEstimator with Episodes that continue.",
        fqe.cut());
  }

  private static List<String> orUsual(List<String> estimators) {
    return estimators.isEmpty() ? WITHOUT_VALUES : estimators;
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
    return run(
        log, targets, settings, NeuralFqe.Config.defaults(), (done, total) -> {}, Optional.empty());
  }

  /**
   * The same, with values as {@code fqe} says but for its discount, which is that of the settings.
   *
   * @param fqe if networks are trained, of two or more folds and with cuts as ends
   * @param training hears of the networks' training, if any are trained
   * @param segment an extra column of texts or whole numbers, the same in all rows of an episode,
   *     by which estimates are shown too; segments of a single episode are left out
   */
  public static StudyResult run(
      Transitions log,
      List<Target> targets,
      StudySettings settings,
      NeuralFqe.Config fqe,
      Training training,
      Optional<String> segment) {
    Check.that(!targets.isEmpty(), "There is no target policy to study. Give one at least.");
    TrajectoryStudy study =
        new TrajectoryStudy(log, settings, fqe, training, orUsual(settings.estimators()));
    Map<String, int[]> segments = segment.map(study::segments).orElse(Map.of());
    HealthReport health = TrajectoryHealth.of(log, targets);
    Studies.refuseIfRejected(health);
    return study.result(health, targets, segments);
  }

  private Map<String, int[]> segments(String column) {
    return Studies.segments(
        column, log.extras().get(column), log.extras().keySet(), starts, "episode");
  }

  /**
   * Puts values on policies that take one exact action of real numbers, by {@code dm} alone, whose
   * networks see logged actions and are asked for the policy's. The verdict on each is that the log
   * cannot answer; propensities are not needed.
   *
   * @param policies by name, at least one
   * @param training hears of the networks' training
   * @throws IllegalArgumentException if the settings name another estimator, or the policies'
   *     observations or actions are not those of the log
   */
  public static StudyResult ofPolicies(
      Transitions log,
      Map<String, ? extends Policy> policies,
      StudySettings settings,
      NeuralFqe.Config fqe,
      Training training) {
    Check.that(!policies.isEmpty(), "There is no policy to study. Give one at least.");
    for (String name : settings.estimators()) {
      Check.that(name.equals(MODEL_ALONE), "%s cannot be had. %s", name, NO_WEIGHT);
    }
    HealthReport health = TrajectoryHealth.of(log, List.of());
    Studies.refuseIfRejected(health);
    return new TrajectoryStudy(log, settings, fqe, training, List.of(MODEL_ALONE))
        .result(health, policies);
  }

  /**
   * The distribution of the discounted return: of the logging policy, then of each target by {@link
   * CdfEstimator#SNTIS}. A target whose every weight is 0 is left out.
   */
  public static Map<String, ReturnDistribution> returns(
      Transitions log, List<Target> targets, StudySettings settings) {
    TrajectoryStudy study =
        new TrajectoryStudy(
            log, settings, NeuralFqe.Config.defaults(), (done, total) -> {}, WITHOUT_VALUES);
    double[] propensities = targets.isEmpty() ? new double[0] : study.propensities();
    Map<String, ReturnDistribution> distributions = new LinkedHashMap<>();
    distributions.put("the log", study.distribution(study.logged()));
    for (Target target : targets) {
      Episodes episodes = study.weighed(target, propensities).build();
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
        Studies.fitted(
            Decisions.of(
                    actions(),
                    log.observationSize(),
                    wide(log.observations()),
                    log.discreteActions())
                .ofUnits(unit),
            log.availableActions(),
            settings.seed());
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

  private Episodes.Builder weighed(Target target, double[] propensities) {
    return Episodes.builder(starts, target.logged(), propensities, log.rewards()).ids(ids);
  }

  /** What a target policy does at every s and every s'. */
  private NeuralFqe.Actions actions(Target target) {
    Check.that(
        log.actionSpace() instanceof ActionSpace.Discrete && target.distribution().isPresent(),
        "target %s: %s need values, and these the target's probabilities of all of several discrete actions. Give a"
            + " column of lists, or use %s.",
        target.name(),
        String.join(", ", WITH_VALUES),
        String.join(", ", WITHOUT_VALUES));
    double[] e = target.distribution().get();
    double[] next = e.clone(); // after an end, any distribution
    followOn(e, next, actions());
    return new NeuralFqe.Actions.Discrete(log.discreteActions(), e, next);
  }

  private NeuralFqe.Actions actions(String name, Policy policy) {
    Check.that(
        log.actionSpace() instanceof ActionSpace.Box box
            && policy.actionSpace() instanceof ActionSpace.Box own
            && own.size() == box.size()
            && policy.observationSize() == log.observationSize(),
        "target %s: the policy takes observations of %d numbers and its actions are %s, but the log has %d and %s. Judge"
            + " it on a log with the columns that it was learned from.",
        name,
        policy.observationSize(),
        policy.actionSpace(),
        log.observationSize(),
        log.actionSpace());
    int width = log.observationSize();
    int size = ((ActionSpace.Box) log.actionSpace()).size();
    double[] e = new double[log.size() * size];
    for (int row = 0; row < log.size(); row++) {
      float[] action =
          policy.act(Arrays.copyOfRange(log.observations(), row * width, (row + 1) * width));
      for (int j = 0; j < size; j++) {
        e[row * size + j] = action[j];
      }
    }
    double[] next = e.clone(); // after an end, any action
    followOn(e, next, size);
    return new NeuralFqe.Actions.Continuous(wide(log.actions()), e, next, 1);
  }

  /** Puts each row's entry of a column at the row before, within episodes. */
  private void followOn(double[] column, double[] next, int width) {
    for (int episode = 0; episode < ids.length; episode++) {
      int from = starts[episode] * width;
      int to = starts[episode + 1] * width;
      System.arraycopy(column, from + width, next, from, to - from - width);
    }
  }

  /** The fit of policy number {@code place} of {@code policies}. */
  private NeuralFqe.Fit fit(NeuralFqe.Actions actions, int place, int policies) {
    double[] state = wide(log.observations());
    double[] next = log.nextObservations().map(TrajectoryStudy::wide).orElseGet(state::clone);
    followOn(state, next, log.observationSize());
    boolean[] ends = new boolean[log.size()];
    for (int episode = 0; episode < ids.length; episode++) {
      ends[starts[episode + 1] - 1] = true; // a cut is an end
    }
    long each = fqe.allUpdates();
    try (Workers workers = new Workers(1)) {
      return NeuralFqe.fit(
          fqe,
          new NeuralFqe.Log(starts, state, log.rewards(), next, ends),
          actions,
          settings.seed(),
          workers,
          done -> training.updated(place * each + done, policies * each));
    }
  }

  private StudyResult result(
      HealthReport health, List<Target> targets, Map<String, int[]> segments) {
    double[] propensities = propensities();
    List<Episodes> weighed = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    List<List<Answer>> answers = new ArrayList<>();
    List<NeuralFqe.Actions> actions =
        values ? targets.stream().map(this::actions).toList() : List.of();
    for (Target target : targets) {
      Episodes.Builder builder = weighed(target, propensities);
      if (values) {
        int place = candidates.size();
        NeuralFqe.Fit fit = fit(actions.get(place), place, targets.size());
        builder.values(fit.q(), fit.v());
      }
      Episodes episodes = builder.build();
      weighed.add(episodes);
      candidates.add(candidate(target, episodes));
      answers.add(answers(episodes));
    }
    return judged(health, candidates, answers).withSegments(bySegment(segments, weighed));
  }

  private List<SegmentAnswer> bySegment(Map<String, int[]> segments, List<Episodes> policies) {
    Intervals intervals = new Intervals(settings);
    Episodes logged = logged();
    List<Function<int[], Answer>> answers = new ArrayList<>();
    for (Episodes episodes : policies) {
      answers.add(
          at ->
              intervals.answer(
                  accumulated(primary(), episodes.only(at)), Optional.<TermWidth>empty()));
    }
    return Studies.bySegment(
        segments,
        at ->
            Studies.named(
                "mean", intervals.answer(accumulated("tis", logged.only(at)), Optional.empty())),
        answers);
  }

  private String primary() {
    return values ? "sndr" : "snpdis";
  }

  private StudyResult result(HealthReport health, Map<String, ? extends Policy> policies) {
    List<Candidate> candidates = new ArrayList<>();
    List<List<Answer>> answers = new ArrayList<>();
    Map<String, NeuralFqe.Actions> actions = new LinkedHashMap<>();
    policies.forEach((name, policy) -> actions.put(name, actions(name, policy)));
    actions.forEach(
        (name, taken) -> {
          NeuralFqe.Fit fit = fit(taken, candidates.size(), actions.size());
          Episodes episodes =
              Episodes.builder(starts, new double[log.size()], log.rewards())
                  .ids(ids)
                  .values(fit.q(), fit.v())
                  .build();
          candidates.add(unweighed(name, episodes));
          answers.add(answers(episodes));
        });
    return judged(health, candidates, answers);
  }

  private List<Answer> answers(Episodes episodes) {
    Intervals intervals = new Intervals(settings);
    return estimators.stream()
        .map(name -> intervals.answer(accumulated(name, episodes), Optional.<TermWidth>empty()))
        .toList();
  }

  private StudyResult judged(
      HealthReport health, List<Candidate> candidates, List<List<Answer>> answers) {
    if (values) {
      remarks.add(
          "Values are by fitted Q evaluation with networks, cross-fitted by episode (seed "
              + settings.seed()
              + ").");
    }
    TrajectoryAccumulator logging = accumulated("tis", logged());
    Intervals intervals = new Intervals(settings);
    return Studies.judged(
        intervals,
        health,
        Studies.named("mean", intervals.answer(logging, Optional.empty())),
        logging.replicates(),
        candidates,
        answers,
        remarks);
  }

  /** A candidate on which no verdict is possible, since it gives no row any weight. */
  private Candidate unweighed(String name, Episodes episodes) {
    TrajectoryAccumulator primary = accumulated("sndr", episodes);
    TrajectoryAccumulator stepwise = accumulated("pdis", episodes);
    Estimate undefined =
        new Estimate(
            "sndr",
            Double.NaN,
            Double.NaN,
            log.episodes(),
            false,
            Optional.empty(),
            List.of(NO_WEIGHT));
    return new Candidate(
        name,
        undefined,
        primary.replicates(),
        stepwise.weightsByStep(),
        new WeightedEvents(0, 0),
        0,
        List.of(),
        Extent.episodes(log.episodes()));
  }

  private TrajectoryAccumulator accumulated(String name, Episodes episodes) {
    TrajectoryAccumulator accumulator =
        TrajectoryEstimator.named(name, settings.gamma(), 0).accumulator();
    accumulator.add(episodes);
    return accumulator;
  }

  private Candidate candidate(Target target, Episodes episodes) {
    TrajectoryAccumulator primary = accumulated(primary(), episodes);
    TrajectoryAccumulator stepwise = accumulated("pdis", episodes);
    List<WeightDiagnostics> weights = stepwise.weightsByStep();
    return new Candidate(
        target.name(),
        primary.estimate(),
        primary.replicates(),
        weights,
        new WeightedEvents(
            stepwise.effectiveEvents().orElseThrow(),
            Studies.zeroShare(episodes.returns(settings.gamma()))),
        unsupported(target),
        List.of(accumulated(values ? "snpdis" : "pdis", episodes).replicates()),
        Extent.episodes(log.episodes()));
  }

  /**
   * Share of the target's probability, over the logged states, on actions that could not be had
   * there or that no row has.
   */
  private double unsupported(Target target) {
    if (target.distribution().isEmpty()) {
      return 0;
    }
    boolean[] tried = new boolean[actions()];
    for (int action : log.discreteActions()) {
      tried[action] = true;
    }
    double[] e = target.distribution().get();
    boolean[] mask = log.availableActions().orElse(null);
    double mass = 0;
    for (int i = 0; i < e.length; i++) {
      mass += tried[i % tried.length] && (mask == null || mask[i]) ? 0 : e[i];
    }
    return Math.min(1, mass / log.size());
  }
}
