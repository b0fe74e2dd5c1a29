package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class BanditGoldenTest {

  /** Kinds of cases that need bounds and selection, which are functions of the terms. */
  private static final List<String> STILL_TO_COME =
      List.of("bounds", "mse-score", "select-mse", "select-slope");

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.BANDIT, BanditGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    String kind = one.path()[0];
    if (STILL_TO_COME.contains(kind)) {
      return;
    }
    if (kind.equals("diagnostics")) {
      compareWeights(rounds(file, one), one, comparison);
      return;
    }
    one.knows("lambda", "weights", "pscore", "policy", "alpha", "resample_indices");
    BanditEstimator estimator = estimator(one);
    Rounds rounds = rounds(file, one);
    Estimate estimate = estimator.estimate(rounds);
    double[] terms = estimator.terms(rounds);
    if (one.id().endsWith("/ci/bootstrap")) {
      one.compares("mean_of_resamples", "interval");
      file.compareBootstrap(comparison, one, terms);
      if (estimate.terms()) {
        compareReplicates(file, one, comparison, estimator.accumulator(), rounds);
      }
      return;
    }
    one.compares("value", "variance_of_rounds", "first_rounds", "standard_error", "interval_95");
    JsonObject expected = one.expected();
    comparison.close(estimate.value(), expected.get("value").getAsDouble(), one.id());
    OpeCases.compareTerms(comparison, one, terms, "first_rounds");
    if (expected.has("standard_error")) {
      comparison.close(
          estimate.standardError(), expected.get("standard_error").getAsDouble(), one.id());
      double half =
          new TDistribution(rounds.size() - 1).inverseCumulativeProbability(0.975)
              * estimate.standardError();
      comparison.close(
          new double[] {estimate.value() - half, estimate.value() + half},
          expected.getAsJsonArray("interval_95"),
          one.id() + ", interval");
    } else if (expected.has("variance_of_rounds") && estimate.terms()) {
      double variance = expected.get("variance_of_rounds").getAsDouble();
      comparison.close(
          estimate.standardError(),
          Math.sqrt(variance / (rounds.size() - 1)),
          one.id() + ", standard error");
    }
  }

  private static BanditEstimator estimator(Case one) {
    double lambda = one.param("lambda", Double.POSITIVE_INFINITY);
    return switch (one.path()[0]) {
      case "dm" -> BanditEstimator.dm();
      case "ips" -> BanditEstimator.ips(lambda);
      case "snips" -> BanditEstimator.snips();
      case "dr" -> BanditEstimator.dr(lambda);
      case "sndr" -> BanditEstimator.sndr();
      case "switch-dr" -> BanditEstimator.switchDr(lambda);
      case "dros" -> BanditEstimator.drOs(lambda);
      case "sg-ips" -> BanditEstimator.sgIps(one.param("lambda"));
      case "sg-dr" -> BanditEstimator.sgDr(one.param("lambda"));
      case "balanced-ips" -> BanditEstimator.balancedIps(lambda);
      case "replay" -> BanditEstimator.replay();
      default -> throw one.unknown();
    };
  }

  private static Rounds rounds(OpeCases file, Case one) {
    int actions = file.integer("n_actions");
    int[] action = file.integers("action");
    double[] reward = file.numbers("reward");
    if (one.params().has("weights")) {
      return Rounds.of(reward).withWeight(file.numbersAt(one.text("weights")));
    }
    double[] propensity =
        one.params().has("pscore") ? file.numbersAt(one.text("pscore")) : file.numbers("pscore");
    if (one.params().has("policy")) {
      double[] agreement = ImportanceWeights.agreement(file.integersAt(one.text("policy")), action);
      boolean replay = one.path()[0].equals("replay");
      return Rounds.of(reward)
          .withWeight(replay ? agreement : ImportanceWeights.ratio(agreement, propensity));
    }
    ActionProbabilities target = new ActionProbabilities(actions, file.table("action_dist"));
    return Rounds.of(target, file.table("q_hat"), action, propensity, reward);
  }

  /**
   * A small log has one group for each row, in order, so that its resamples are the recorded ones.
   */
  private static void compareReplicates(
      OpeCases file,
      Case one,
      Comparison comparison,
      Accumulator<Rounds> accumulator,
      Rounds rounds) {
    accumulator.add(rounds);
    Replicates replicates = accumulator.replicates();
    if (replicates.groups() < rounds.size()) {
      return;
    }
    double sum = 0;
    int[][] resamples = file.resamples();
    for (int[] resample : resamples) {
      double[] counts = new double[rounds.size()];
      Arrays.stream(resample).forEach(row -> counts[row]++);
      sum += replicates.value(counts);
    }
    comparison.close(
        sum / resamples.length,
        one.expected().get("mean_of_resamples").getAsDouble(),
        one.id() + ", mean of replicates");
  }

  private static void compareWeights(Rounds rounds, Case one, Comparison comparison) {
    one.knows();
    one.compares("mean", "max", "effective_sample_size", "share_of_total_in_top_1_percent");
    assertThat(one.id()).isEqualTo("diagnostics/weights");
    WeightDiagnostics weights = BanditEstimator.ips().estimate(rounds).weights().orElseThrow();
    JsonObject expected = one.expected();
    comparison.close(weights.mean(), expected.get("mean").getAsDouble(), "mean weight");
    comparison.close(weights.max(), expected.get("max").getAsDouble(), "largest weight");
    comparison.close(
        weights.effectiveSampleSize(),
        expected.get("effective_sample_size").getAsDouble(),
        "effective sample size");
    comparison.close(
        ImportanceWeights.shareOfLargest(rounds.weight(), 0.01),
        expected.get("share_of_total_in_top_1_percent").getAsDouble(),
        "share of the largest weights");
  }
}
