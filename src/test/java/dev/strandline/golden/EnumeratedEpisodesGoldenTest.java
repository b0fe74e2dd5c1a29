package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.Ratios;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.ope.sequential.WeightConvention;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** All episodes of a small process with their probabilities: expectations and variances. */
class EnumeratedEpisodesGoldenTest {

  /** What counts as no bias beside values of the order of one. */
  private static final double UNBIASED = 1e-10;

  @Test
  void everyCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.ENUMERATED_EPISODES)) {
      World world = new World(file.content().getAsJsonObject("inputs"));
      try (Comparison comparison = Comparison.asStated(file)) {
        for (OpeCase c : OpeCase.of(file)) {
          c.paramsAmong();
          c.expectsAmong(
              "probability_weighted_mean", "probability_weighted_variance", "unbiased", "bias");
          compare(comparison, c, world);
        }
      }
    }
  }

  private static void compare(Comparison comparison, OpeCase c, World world) {
    double[] x = terms(c, world);
    double mean = 0;
    for (int i = 0; i < x.length; i++) {
      mean += world.probability[i] * x[i];
    }
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      variance += world.probability[i] * (x[i] - mean) * (x[i] - mean);
    }
    double bias = mean - world.trueValue;

    c.compare(comparison, mean, "probability_weighted_mean");
    c.compare(comparison, variance, "probability_weighted_variance");
    assertThat(Math.abs(bias) < UNBIASED)
        .as("%s: unbiased; the bias is %s", c, bias)
        .isEqualTo(c.expected().get("unbiased").getAsBoolean());
    if (!c.expected().get("unbiased").getAsBoolean()) {
      c.compare(comparison, bias, "bias");
    }
  }

  /** Ids read estimator, model or weights, k. */
  private static double[] terms(OpeCase c, World world) {
    String[] parts = c.parts();
    if (parts[0].equals("reference")) {
      // The reference leaves the action ratio out, as ratios of one do.
      assertThat(c.id()).isEqualTo("reference/sm-is/step-weights/k0");
      double[] ones = new double[world.ratio.length];
      Arrays.fill(ones, 1);
      return TrajectoryEstimator.smIs(world.gamma, 0)
          .terms(world.episodes(ones, world.arbitraryQ, true));
    }
    int k = 0;
    boolean stepWeights = true;
    double[] q = world.arbitraryQ;
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      switch (part) {
        case "arbitrary-q" -> q = world.arbitraryQ;
        case "exact-q" -> q = world.exactQ;
        case "step-weights" -> stepWeights = true;
        case "occupancy-weights" -> stepWeights = false;
        default -> {
          if (!part.matches("k\\d+")) {
            throw c.unknown();
          }
          k = Integer.parseInt(part.substring(1));
        }
      }
    }
    return TrajectoryEstimator.named(parts[0], world.gamma, k)
        .terms(world.episodes(world.ratio, q, stepWeights));
  }

  /** The process and its episodes. */
  private static final class World {
    private final int states;
    private final int actions;
    private final int horizon;
    private final double gamma;
    private final double trueValue;
    private final double[] probability;
    private final int[] state;
    private final int[] action;
    private final double[] policy;
    private final double[] behavior;
    private final double[] rewardTable;
    private final double[] arbitraryQ;
    private final double[] exactQ;
    private final double[] stepStateWeight;
    private final double[] stepStateActionWeight;
    private final double[] occupancyStateWeight;
    private final double[] ratio;

    World(JsonObject inputs) {
      states = inputs.get("n_states").getAsInt();
      actions = inputs.get("n_actions").getAsInt();
      horizon = inputs.get("horizon").getAsInt();
      gamma = inputs.get("gamma").getAsDouble();
      trueValue = inputs.get("true_value").getAsDouble();
      JsonObject episodes = inputs.getAsJsonObject("episodes");
      probability = OpeCase.numbers(episodes.get("probability"));
      state = OpeCase.integers(episodes.get("state"));
      action = OpeCase.integers(episodes.get("action"));
      policy = OpeCase.numbers(inputs.get("evaluation_policy"));
      behavior = OpeCase.numbers(inputs.get("behavior_policy"));
      rewardTable = OpeCase.numbers(inputs.get("reward"));
      arbitraryQ = OpeCase.numbers(inputs.get("q_arbitrary"));
      exactQ = OpeCase.numbers(inputs.get("q_exact"));
      stepStateWeight = OpeCase.numbers(inputs.get("step_state_weight"));
      stepStateActionWeight = OpeCase.numbers(inputs.get("step_state_action_weight"));
      occupancyStateWeight = OpeCase.numbers(inputs.get("occupancy_state_weight"));
      ratio = new double[state.length];
      Arrays.setAll(ratio, row -> policy[pair(row)] / behavior[pair(row)]);
    }

    private int pair(int row) {
      return state[row] * actions + action[row];
    }

    /**
     * The episodes with a table Q(t, s, a) as their model, and weights of each step or ratios of
     * discounted occupancies.
     */
    Episodes episodes(double[] rho, double[] q, boolean stepWeights) {
      int rows = state.length;
      double[] reward = new double[rows];
      double[] qTable = new double[rows * actions];
      double[] distribution = new double[rows * actions];
      double[] stateWeight = new double[rows];
      double[] stateActionWeight = new double[rows];
      for (int row = 0; row < rows; row++) {
        int t = row % horizon;
        int s = state[row];
        reward[row] = rewardTable[pair(row)];
        System.arraycopy(q, (t * states + s) * actions, qTable, row * actions, actions);
        System.arraycopy(policy, s * actions, distribution, row * actions, actions);
        stateWeight[row] = stepWeights ? stepStateWeight[t * states + s] : occupancyStateWeight[s];
        stateActionWeight[row] =
            stepWeights
                ? stepStateActionWeight[t * states * actions + pair(row)]
                : occupancyStateWeight[s] * ratio[row];
      }
      WeightConvention convention =
          stepWeights ? WeightConvention.PER_STEP : WeightConvention.DISCOUNTED_RATIO;
      return Episodes.builder(OpeCase.equalStarts(probability.length, horizon), rho, reward)
          .values(
              Ratios.ofLoggedAction(qTable, action),
              Ratios.expectedValue(distribution, qTable, rows))
          .stateWeight(stateWeight, convention)
          .stateActionWeight(stateActionWeight, convention)
          .build();
    }
  }
}
