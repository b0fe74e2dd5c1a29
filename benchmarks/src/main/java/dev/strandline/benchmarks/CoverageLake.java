package dev.strandline.benchmarks;

import dev.strandline.datasets.Transitions;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.TrajectoryAccumulator;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.ope.tabular.FittedQ;
import dev.strandline.ope.tabular.TabularLog;
import dev.strandline.ope.verdict.Candidate;
import dev.strandline.ope.verdict.Gates;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * FrozenLake's small map over 20 steps. The best policy explores with probability 0.3 where it logs
 * and 0.2 where it is judged, so that a step's ratio is at most 0.85 / 0.775 and an episode's
 * weight at most 6.35. One episode in ten reaches the goal, so that logs of fewer than about 1,000
 * episodes have too few events for a verdict. Values for DR are fitted Q evaluation's, cross-fitted
 * by episode.
 */
final class CoverageLake implements CoverageWorld {

  private static final int HORIZON = 20;
  private static final double GAMMA = 0.99;
  private static final double LOGGED = 0.3;
  private static final double JUDGED = 0.2;
  private static final int FOLDS = 3;
  private static final int[] SIZES = {2_000, 3_000, 5_000, 10_000};

  private final TabularMdp mdp = FrozenLake.mdp(FrozenLake.MAP_4X4, FrozenLake.SLIPPERY);
  private final TabularPolicy behavior;
  private final TabularPolicy target;
  private final double[] targetTable; // [states, actions]
  private final double largestWeight;

  CoverageLake() {
    TabularPolicy best = TabularPolicy.greedy(mdp.optimal(GAMMA));
    behavior = best.withExploration(LOGGED);
    target = best.withExploration(JUDGED);
    targetTable = new double[mdp.states() * mdp.actions()];
    Arrays.setAll(targetTable, i -> target.probability(i / mdp.actions(), i % mdp.actions()));
    double step = 0;
    for (int s = 0; s < mdp.states(); s++) {
      for (int a = 0; a < mdp.actions(); a++) {
        step = Math.max(step, target.probability(s, a) / behavior.probability(s, a));
      }
    }
    largestWeight = Math.pow(step, HORIZON);
  }

  @Override
  public String name() {
    return "FrozenLake";
  }

  @Override
  public String unit() {
    return "episodes";
  }

  @Override
  public int[] sizes() {
    return SIZES;
  }

  @Override
  public double truth() {
    return mdp.evaluate(target, GAMMA, HORIZON).mean();
  }

  @Override
  public List<Sample> samples(RandomGenerator random) {
    Transitions log =
        mdp.sample(behavior, SIZES[SIZES.length - 1], HORIZON, new Streams(random.nextLong()));
    double[] ratio = new double[log.size()];
    int[] state = log.discreteStates();
    int[] action = log.discreteActions();
    Arrays.setAll(
        ratio,
        row ->
            target.probability(state[row], action[row])
                / behavior.probability(state[row], action[row]));
    int[] next = new int[log.size()];
    float[] nextObservations = log.nextObservations().orElseThrow();
    Arrays.setAll(next, row -> (int) nextObservations[row]);
    List<Sample> samples = new ArrayList<>();
    for (int n : SIZES) {
      samples.add(sample(log, n, state, action, next, ratio));
    }
    return samples;
  }

  private Sample sample(
      Transitions log, int episodes, int[] state, int[] action, int[] next, double[] ratio) {
    int rows = log.episodeEnd(episodes - 1);
    int[] starts = new int[episodes + 1];
    int[] episodeOf = new int[rows];
    for (int i = 0; i < episodes; i++) {
      starts[i] = log.episodeStart(i);
      Arrays.fill(episodeOf, log.episodeStart(i), log.episodeEnd(i), i);
    }
    starts[episodes] = rows;
    double[] q = new double[rows];
    double[] v = new double[rows];
    Folds folds = Folds.shuffled(LongStream.range(0, episodes).toArray(), FOLDS, 0);
    for (int fold = 0; fold < FOLDS; fold++) {
      boolean[] held = new boolean[episodes];
      for (int episode : folds.heldOut(fold)) {
        held[episode] = true;
      }
      int[] training = IntStream.range(0, rows).filter(row -> !held[episodeOf[row]]).toArray();
      TabularLog part =
          new TabularLog(
              mdp.states(),
              mdp.actions(),
              pick(state, training),
              pick(action, training),
              Arrays.stream(training).mapToDouble(row -> log.rewards()[row]).toArray(),
              pick(next, training),
              terminal(log, training),
              Arrays.stream(folds.training(fold)).map(i -> state[starts[i]]).toArray());
      double[] fitted = FittedQ.evaluate(part, targetTable, GAMMA, HORIZON).q();
      for (int row = 0; row < rows; row++) {
        if (held[episodeOf[row]]) {
          int from = state[row] * mdp.actions();
          q[row] = fitted[from + action[row]];
          for (int a = 0; a < mdp.actions(); a++) {
            v[row] += targetTable[from + a] * fitted[from + a];
          }
        }
      }
    }
    Episodes weighed =
        Episodes.builder(starts, Arrays.copyOf(ratio, rows), Arrays.copyOf(log.rewards(), rows))
            .values(q, v)
            .build();
    return new Sample(answered(weighed), estimates(weighed));
  }

  private static int[] pick(int[] column, int[] rows) {
    return Arrays.stream(rows).map(row -> column[row]).toArray();
  }

  private static boolean[] terminal(Transitions log, int[] rows) {
    boolean[] terminal = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      terminal[i] = log.terminal()[rows[i]];
    }
    return terminal;
  }

  private static boolean answered(Episodes episodes) {
    TrajectoryAccumulator primary = TrajectoryEstimator.sndr(GAMMA).accumulator();
    primary.add(episodes);
    double[] returns = episodes.returns(GAMMA);
    double zeros = Arrays.stream(returns).filter(g -> g == 0).count();
    TrajectoryAccumulator weighed = TrajectoryEstimator.pdis(GAMMA).accumulator();
    weighed.add(episodes);
    Candidate candidate =
        new Candidate(
            "target",
            primary.estimate(),
            primary.replicates(),
            primary.weightsByStep(),
            new WeightedEvents(weighed.effectiveEvents().orElseThrow(), zeros / returns.length),
            0,
            List.of());
    return Gates.defaults().firstFailure(candidate).isEmpty();
  }

  private List<Measured<?>> estimates(Episodes episodes) {
    return List.of(
        // The only reward of an episode is the 1 at its end.
        Measured.bounded(TrajectoryEstimator.pdis(GAMMA), episodes, largestWeight),
        Measured.promised(TrajectoryEstimator.snpdis(GAMMA), episodes),
        Measured.promised(TrajectoryEstimator.sntis(GAMMA), episodes),
        Measured.promised(TrajectoryEstimator.dr(GAMMA), episodes),
        Measured.promised(TrajectoryEstimator.sndr(GAMMA), episodes));
  }
}
