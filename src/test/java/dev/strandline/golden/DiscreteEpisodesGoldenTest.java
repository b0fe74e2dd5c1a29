package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.Moments;
import dev.strandline.ope.distribution.CdfEstimator;
import dev.strandline.ope.distribution.LoggedReturns;
import dev.strandline.ope.distribution.ReturnDistribution;
import dev.strandline.ope.distribution.ReturnHistogram;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.interval.EmpiricalBernstein;
import dev.strandline.ope.interval.Hoeffding;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.Ratios;
import dev.strandline.ope.sequential.TrajectoryEstimator;
import dev.strandline.ope.sequential.WeightConvention;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logged episodes of equal length with discrete actions: estimators, intervals, distributions. */
class DiscreteEpisodesGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.DISCRETE_EPISODES)) {
      JsonObject inputs = file.content().getAsJsonObject("inputs");
      Map<String, Episodes> logs = new HashMap<>();
      for (Map.Entry<String, JsonElement> policy :
          inputs.getAsJsonObject("evaluation_policies").entrySet()) {
        logs.put(policy.getKey(), episodes(inputs, policy.getValue().getAsJsonObject()));
      }
      try (Comparison comparison = Comparison.asStated(file)) {
        for (OpeCase c : OpeCase.of(file)) {
          assertThat(logs).as("%s: evaluation policies", c).containsKey(c.parts()[0]);
          compare(comparison, c, logs.get(c.parts()[0]), inputs);
        }
      }
    }
  }

  private static Episodes episodes(JsonObject inputs, JsonObject policy) {
    int[] starts =
        OpeCase.equalStarts(
            inputs.get("n_episodes").getAsInt(), inputs.get("steps_per_episode").getAsInt());
    int rows = starts[starts.length - 1];
    int[] action = OpeCase.integers(inputs.get("action"));
    double[] distribution = OpeCase.numbers(policy.get("action_dist"));
    double[] q = OpeCase.numbers(policy.get("q_hat"));
    return Episodes.builder(
            starts,
            Ratios.discrete(distribution, action, OpeCase.numbers(inputs.get("pscore"))),
            OpeCase.numbers(inputs.get("reward")))
        .values(Ratios.ofLoggedAction(q, action), Ratios.expectedValue(distribution, q, rows))
        .initialValue(OpeCase.numbers(policy.get("initial_state_value")))
        .stateWeight(OpeCase.numbers(policy.get("state_weight")), WeightConvention.DISCOUNTED_RATIO)
        .stateActionWeight(
            OpeCase.numbers(policy.get("state_action_weight")), WeightConvention.DISCOUNTED_RATIO)
        .build();
  }

  private static void compare(Comparison comparison, OpeCase c, Episodes log, JsonObject inputs) {
    String[] parts = c.parts();
    double gamma = inputs.get("gamma").getAsDouble();
    if (parts[1].startsWith("cd-")) {
      compareDistribution(comparison, c, log, gamma, inputs);
    } else if (parts.length > 2 && parts[2].equals("ci")) {
      double[] terms = TrajectoryEstimator.named(parts[1], gamma, 0).terms(log);
      compareInterval(comparison, c, parts[3], terms, inputs);
    } else {
      compareEstimate(comparison, c, log, gamma, parts[1]);
    }
  }

  static void compareEstimate(
      Comparison comparison, OpeCase c, Episodes log, double gamma, String name) {
    c.expectsAmong("value", "episode_values");
    int k = c.param("n_step_pdis", 0);
    TrajectoryEstimator estimator = TrajectoryEstimator.named(name, gamma, k);

    double value = estimator.estimate(log).value();
    double[] terms = estimator.terms(log);

    c.compare(comparison, value, "value");
    c.compare(comparison, Arrays.stream(terms).average().orElseThrow(), "value");
    c.compare(comparison, terms, "episode_values");
  }

  private static void compareInterval(
      Comparison comparison, OpeCase c, String method, double[] terms, JsonObject inputs) {
    c.paramsAmong("alpha", "width", "width_rule", "resample_indices");
    double alpha = c.params().get("alpha").getAsDouble();
    if (method.equals("bootstrap")) {
      String reference = c.params().get("resample_indices").getAsString();
      JsonArray rows = inputs.getAsJsonArray(reference.substring("inputs.".length()));
      IntervalsGoldenTest.bootstrap(
          comparison,
          Bootstrap.ofTerms(terms, IntervalsGoldenTest.indices(rows)),
          alpha,
          c.expected(),
          c.id());
      return;
    }
    Moments moments = new Moments(1);
    moments.add(0, terms.length, terms);
    long n = moments.count();
    double mean = moments.mean(0);
    MeanBound bound =
        switch (method) {
          case "hoeffding" -> new Hoeffding(n, mean, width(comparison, c, terms));
          case "bernstein" ->
              new EmpiricalBernstein(
                  n, mean, moments.sampleVariance(0), width(comparison, c, terms));
          case "student_t" -> new StudentT(n, mean, moments.sampleVariance(0));
          default -> throw c.unknown();
        };
    IntervalsGoldenTest.bound(comparison, bound, alpha, c.expected(), c.id());
  }

  private static TermWidth width(Comparison comparison, OpeCase c, double[] terms) {
    assertThat(c.params().get("width_rule").getAsString())
        .as("%s, rule of the width", c)
        .isEqualTo("largest trajectory value");
    double width = c.params().get("width").getAsDouble();
    comparison.close(Arrays.stream(terms).max().orElseThrow(), width, c.id() + ", width");
    return TermWidth.known(width);
  }

  private static void compareDistribution(
      Comparison comparison, OpeCase c, Episodes log, double gamma, JsonObject inputs) {
    c.paramsAmong("grid", "cvar_alphas");
    c.expectsAmong("cdf", "mean", "variance", "cvar", "median", "quantile_25", "quantile_75");
    CdfEstimator estimator =
        CdfEstimator.valueOf(c.parts()[1].substring("cd-".length()).toUpperCase(Locale.ROOT));
    String gridName = c.params().get("grid").getAsString();
    double[] grid =
        OpeCase.numbers(
            inputs
                .getAsJsonObject("evaluation_policies")
                .getAsJsonObject(c.parts()[0])
                .getAsJsonObject("grids")
                .get(gridName));
    if (gridName.equals("unique-returns")) {
      LoggedReturns exact = LoggedReturns.exact(log, gamma);
      assertThat(exact.grid()).as("%s, distinct returns", c).hasSize(grid.length);
      for (int j = 0; j < grid.length; j++) {
        comparison.close(exact.grid()[j], grid[j], c.id() + ", grid[" + j + "]");
      }
      compareFigures(comparison, c, exact.distribution(estimator));
    } else {
      compareFigures(comparison, c, LoggedReturns.on(grid, log, gamma).distribution(estimator));
      ReturnHistogram histogram = new ReturnHistogram(grid, gamma);
      histogram.add(log);
      compareFigures(comparison, c, histogram.distribution(estimator));
    }
  }

  private static void compareFigures(
      Comparison comparison, OpeCase c, ReturnDistribution distribution) {
    c.compare(comparison, distribution.cdf(), "cdf");
    c.compare(comparison, distribution.mean(), "mean");
    c.compare(comparison, distribution.variance(), "variance");
    double[] cvar =
        Arrays.stream(OpeCase.numbers(c.params().get("cvar_alphas")))
            .map(distribution::cvar)
            .toArray();
    c.compare(comparison, cvar, "cvar");
    c.compare(comparison, distribution.quantile(0.5), "median");
    c.compare(comparison, distribution.quantile(0.25), "quantile_25");
    c.compare(comparison, distribution.quantile(0.75), "quantile_75");
  }
}
