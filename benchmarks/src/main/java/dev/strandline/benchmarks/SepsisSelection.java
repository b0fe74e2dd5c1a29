package dev.strandline.benchmarks;

import dev.strandline.datasets.Transitions;
import dev.strandline.envs.tabular.IcuSepsis;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.envs.tabular.Values;
import dev.strandline.ope.assessment.Accuracy;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Ranking treatment policies of ICU-Sepsis from what clinicians did: the direct method on tabular
 * fitted Q evaluation beside importance sampling, against exact values.
 *
 * <p>Candidates take admissible actions only: the best policy, softmaxes of its values, uniform,
 * the clinicians mixed with the best and with uniform, and a softmax of the negated values. The
 * return is 1 for a patient who survives.
 *
 * <p>{@code SepsisSelection [SEEDS [EPISODES,EPISODES,...]]}
 */
public final class SepsisSelection {

  private static final int STEP_LIMIT = 500;
  private static final double[] TEMPERATURES = {0.003, 0.01, 0.03, 0.1};
  private static final double[] SHARES = {0.02, 0.1, 0.3, 0.6};

  private final IcuSepsis icu = IcuSepsis.load();
  private final Map<String, TabularPolicy> candidates = new LinkedHashMap<>();
  private final double[] truth;
  private final double cliniciansTruth;

  private SepsisSelection() {
    Values best = icu.mdp().optimal(1);
    TabularPolicy greedy = admissible((s, a) -> greedyAt(best, s) == a ? 1 : 0);
    TabularPolicy uniform = admissible((s, a) -> 1);
    candidates.put("best", greedy);
    for (double t : TEMPERATURES) {
      candidates.put(
          "softmax " + t, admissible((s, a) -> Math.exp((best.q(s, a) - best.v(s)) / t)));
    }
    candidates.put("uniform", uniform);
    for (double share : SHARES) {
      candidates.put(share + " best", mixed(share, greedy));
    }
    candidates.put("0.3 uniform", mixed(0.3, uniform));
    candidates.put(
        "softmax -0.01", admissible((s, a) -> Math.exp((lowest(best, s) - best.q(s, a)) / 0.01)));
    candidates.put("clinicians", icu.clinicians());
    truth =
        candidates.values().stream()
            .mapToDouble(policy -> icu.mdp().evaluate(policy, 1).mean())
            .toArray();
    cliniciansTruth = truth[truth.length - 1];
  }

  @FunctionalInterface
  private interface Preference {
    double of(int state, int action);
  }

  /** Probabilities proportional to a preference, over the admissible actions. */
  private TabularPolicy admissible(Preference preference) {
    int actions = icu.mdp().actions();
    double[][] probabilities = new double[icu.mdp().states()][actions];
    for (int s = 0; s < probabilities.length; s++) {
      double sum = 0;
      for (int a = 0; a < actions; a++) {
        probabilities[s][a] = icu.admissible(s, a) ? preference.of(s, a) : 0;
        sum += probabilities[s][a];
      }
      for (int a = 0; a < actions; a++) {
        probabilities[s][a] = sum > 0 ? probabilities[s][a] / sum : 1.0 / actions;
      }
    }
    return new TabularPolicy(probabilities);
  }

  private int greedyAt(Values values, int state) {
    int best = -1;
    for (int a = 0; a < values.actions(); a++) {
      boolean better = best < 0 || values.q(state, a) > values.q(state, best);
      best = icu.admissible(state, a) && better ? a : best;
    }
    return best;
  }

  private double lowest(Values values, int state) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int a = 0; a < values.actions(); a++) {
      lowest = icu.admissible(state, a) ? Math.min(lowest, values.q(state, a)) : lowest;
    }
    return lowest;
  }

  private TabularPolicy mixed(double share, TabularPolicy other) {
    double[][] probabilities = new double[icu.mdp().states()][icu.mdp().actions()];
    for (int s = 0; s < probabilities.length; s++) {
      for (int a = 0; a < probabilities[s].length; a++) {
        probabilities[s][a] =
            (1 - share) * icu.clinicians().probability(s, a) + share * other.probability(s, a);
      }
    }
    return new TabularPolicy(probabilities);
  }

  public static void main(String[] args) {
    if (args.length > 2) {
      System.err.println("usage: SepsisSelection [SEEDS [EPISODES,EPISODES,...]]");
      System.exit(2);
    }
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int[] sizes =
        Arrays.stream((args.length > 1 ? args[1] : "1000,10000,100000").split(",", -1))
            .mapToInt(Integer::parseInt)
            .toArray();
    SepsisSelection selection = new SepsisSelection();
    for (int size : sizes) {
      selection.run(size, seeds);
    }
  }

  private void run(int episodes, int seeds) {
    List<String> names = List.copyOf(candidates.keySet());
    double[][] byModel = new double[seeds][];
    double[][] byWeights = new double[seeds][];
    double[][] unseen = new double[seeds][names.size()];
    double[][] effective = new double[seeds][names.size()];
    Map<String, Integer> passed = new LinkedHashMap<>();
    Map<Gates.Gate, Integer> failures = new LinkedHashMap<>();
    for (int seed = 0; seed < seeds; seed++) {
      Transitions log =
          icu.mdp().sample(icu.clinicians(), episodes, STEP_LIMIT, new Streams(seed + 1));
      TabularLog tabular = tabular(log);
      int longest = 0;
      for (int i = 0; i < episodes; i++) {
        longest = Math.max(longest, log.episodeLength(i));
      }
      byModel[seed] = new double[names.size()];
      byWeights[seed] = new double[names.size()];
      for (int j = 0; j < names.size(); j++) {
        TabularPolicy policy = candidates.get(names.get(j));
        FittedQ fitted = FittedQ.evaluate(tabular, table(policy), 1, longest);
        byModel[seed][j] = fitted.value();
        unseen[seed][j] = fitted.unseen();
        Candidate candidate = candidate(names.get(j), policy, log, tabular);
        byWeights[seed][j] = candidate.estimate().value();
        effective[seed][j] = candidate.estimate().weights().orElseThrow().effectiveSampleSize();
        Optional<Gates.Failure> failure = Gates.defaults().firstFailure(candidate);
        failure.ifPresent(f -> failures.merge(f.gate(), 1, Integer::sum));
        passed.merge(names.get(j), failure.isEmpty() ? 1 : 0, Integer::sum);
      }
      System.err.printf("%d episodes, seed %d of %d%n", episodes, seed + 1, seeds);
    }
    System.out.printf(
        Locale.ROOT,
        "%n%,d episodes, %d seeds; means over the seeds%n%-16s %8s %8s %8s %10s %10s %8s%n",
        episodes,
        seeds,
        "policy",
        "true",
        "fqe",
        "snpdis",
        "least ess",
        "unseen, %",
        "answered");
    for (int j = 0; j < names.size(); j++) {
      System.out.printf(
          Locale.ROOT,
          "%-16s %8.4f %8.4f %8.4f %10.1f %10.2f %5d/%d%n",
          names.get(j),
          truth[j],
          mean(byModel, j),
          mean(byWeights, j),
          mean(effective, j),
          100 * mean(unseen, j),
          passed.get(names.get(j)),
          seeds);
    }
    summary("fqe (dm)", byModel);
    summary("snpdis", byWeights);
    System.out.println("gates that failed first for snpdis: " + failures);
  }

  private TabularLog tabular(Transitions log) {
    float[] next = log.nextObservations().orElseThrow();
    int[] nextState = new int[log.size()];
    Arrays.setAll(nextState, row -> (int) next[row]);
    int[] state = log.discreteStates();
    int[] initial = new int[log.episodes()];
    Arrays.setAll(initial, i -> state[log.episodeStart(i)]);
    return new TabularLog(
        icu.mdp().states(),
        icu.mdp().actions(),
        state,
        log.discreteActions(),
        log.rewards(),
        nextState,
        log.terminal(),
        initial);
  }

  private static double[] table(TabularPolicy policy) {
    double[] table = new double[policy.states() * policy.actions()];
    Arrays.setAll(table, i -> policy.probability(i / policy.actions(), i % policy.actions()));
    return table;
  }

  private Candidate candidate(
      String name, TabularPolicy policy, Transitions log, TabularLog tabular) {
    double[] ratio = new double[log.size()];
    Arrays.setAll(
        ratio,
        row -> {
          int s = tabular.state()[row];
          int a = tabular.action()[row];
          return policy.probability(s, a) / icu.clinicians().probability(s, a);
        });
    int[] starts = new int[log.episodes() + 1];
    Arrays.setAll(starts, i -> i < log.episodes() ? log.episodeStart(i) : log.size());
    Episodes episodes = Episodes.builder(starts, ratio, log.rewards()).build();
    TrajectoryAccumulator primary = TrajectoryEstimator.snpdis(1).accumulator();
    primary.add(episodes);
    double[] returns = episodes.returns(1);
    double zeros = Arrays.stream(returns).filter(g -> g == 0).count();
    return new Candidate(
        name,
        primary.estimate(),
        primary.replicates(),
        primary.weightsByStep(),
        new WeightedEvents(primary.effectiveEvents().orElseThrow(), zeros / returns.length),
        0, // every candidate keeps to the actions that clinicians take
        List.of());
  }

  private static double mean(double[][] values, int j) {
    return Arrays.stream(values).mapToDouble(row -> row[j]).average().orElseThrow();
  }

  private void summary(String name, double[][] estimates) {
    List<Accuracy> all = new ArrayList<>();
    for (double[] row : estimates) {
      all.add(Accuracy.of(truth, row, 1, cliniciansTruth));
    }
    System.out.printf(
        Locale.ROOT,
        "%-9s root mean squared error %.4f, rank correlation %.3f, regret@1 %.4f%n",
        name,
        Math.sqrt(all.stream().mapToDouble(Accuracy::mse).average().orElseThrow()),
        all.stream().mapToDouble(Accuracy::rankCorrelation).average().orElseThrow(),
        all.stream().mapToDouble(Accuracy::regret).average().orElseThrow());
  }
}
