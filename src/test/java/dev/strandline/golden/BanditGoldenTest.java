package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Moments;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.interval.EmpiricalBernstein;
import dev.strandline.ope.interval.Hoeffding;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.ope.selection.Slope;
import dev.strandline.ope.selection.SurrogateMse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanditGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.BANDIT, BanditGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    switch (one.path()[0]) {
      case "diagnostics" -> compareWeights(rounds(file, one), one, comparison);
      case "bounds" -> compareBound(file, one, comparison);
      case "mse-score" -> compareScores(file, one, comparison);
      case "select-mse" -> compareChoiceByScore(file, one, comparison);
      case "select-slope" -> compareSlope(file, one, comparison);
      default -> compareEstimate(file, one, comparison);
    }
  }

  private static void compareEstimate(OpeCases file, Case one, Comparison comparison) {
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
      StudentT student = StudentT.of(estimate);
      IntervalsGoldenTest.interval(
          comparison,
          student.interval(0.05),
          expected.getAsJsonArray("interval_95"),
          IntervalsGoldenTest.STUDENT * student.halfWidth(0.025),
          one.id());
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
      case "snips" -> BanditEstimator.snips();
      case "sndr" -> BanditEstimator.sndr();
      case "balanced-ips" -> BanditEstimator.balancedIps(lambda);
      case "replay" -> BanditEstimator.replay();
      default -> shrunk(one, one.path()[0], lambda);
    };
  }

  private static BanditEstimator shrunk(Case one, String family, double lambda) {
    return switch (family) {
      case "ips" -> BanditEstimator.ips(lambda);
      case "dr" -> BanditEstimator.dr(lambda);
      case "switch-dr" -> BanditEstimator.switchDr(lambda);
      case "dros" -> BanditEstimator.drOs(lambda);
      case "sg-ips" -> BanditEstimator.sgIps(lambda);
      case "sg-dr" -> BanditEstimator.sgDr(lambda);
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
    int[][] resamples = file.resamples(one);
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

  private static void compareBound(OpeCases file, Case one, Comparison comparison) {
    one.knows("delta", "sample", "width");
    one.compares("lower");
    String sample = one.text("sample");
    assertThat(sample).as("%s, sample", one.id()).endsWith(" rounds");
    double[] terms =
        shrunk(one, sample.substring(0, sample.indexOf(' ')), Double.POSITIVE_INFINITY)
            .terms(rounds(file, one));
    Moments moments = new Moments(1);
    moments.add(0, terms.length, terms);
    long n = moments.count();
    double mean = moments.mean(0);
    double variance = moments.sampleVariance(0);
    MeanBound bound =
        switch (one.path()[1]) {
          case "hoeffding-lower" -> new Hoeffding(n, mean, TermWidth.known(one.param("width")));
          case "bernstein-lower" ->
              new EmpiricalBernstein(n, mean, variance, TermWidth.known(one.param("width")));
          case "student-t-lower" -> new StudentT(n, mean, variance);
          default -> throw one.unknown();
        };
    double delta = one.param("delta");
    double slack =
        bound instanceof StudentT ? IntervalsGoldenTest.STUDENT * bound.halfWidth(delta) : 0;
    comparison.close(
        bound.lower(delta), one.expected().get("lower").getAsDouble(), slack, one.id());
  }

  private static void compareScores(OpeCases file, Case one, Comparison comparison) {
    one.knows("lambdas", "delta", "bias_upper_bound");
    one.compares("scores");
    boolean upper = one.params().get("bias_upper_bound").getAsBoolean();
    assertThat(upper).as(one.id()).isEqualTo(one.path()[2].equals("upper"));
    comparison.close(
        scores(file, one, numbers(one, "lambdas")),
        one.expected().getAsJsonArray("scores"),
        one.id());
  }

  private static double[] numbers(Case one, String name) {
    return OpeCases.numbers(one.params().getAsJsonArray(name));
  }

  private static double[] scores(OpeCases file, Case one, double[] lambdas) {
    String family = one.path()[1];
    Rounds rounds = rounds(file, one);
    double[] residual = rounds.reward().clone();
    if (!family.endsWith("ips")) {
      Arrays.setAll(residual, i -> residual[i] - rounds.prediction()[i]);
    }
    return Arrays.stream(lambdas)
        .map(
            lambda -> {
              BanditEstimator estimator = shrunk(one, family, lambda);
              double[] terms = estimator.terms(rounds);
              double[] shrunk = estimator.weights(rounds);
              return switch (one.path()[2]) {
                case "plain" -> SurrogateMse.score(terms, rounds.weight(), shrunk, residual);
                case "upper" ->
                    SurrogateMse.upperScore(
                        terms, rounds.weight(), shrunk, residual, one.param("delta"));
                default -> throw one.unknown();
              };
            })
        .toArray();
  }

  /** Clips and switches are tried from large to small lambda, the others from small to large. */
  private static void compareChoiceByScore(OpeCases file, Case one, Comparison comparison) {
    one.knows("lambdas", "delta");
    boolean falling = List.of("ips", "dr", "switch-dr").contains(one.path()[1]);
    double[] ordered =
        Arrays.stream(numbers(one, "lambdas"))
            .boxed()
            .sorted(falling ? Comparator.reverseOrder() : Comparator.naturalOrder())
            .mapToDouble(Double::doubleValue)
            .toArray();
    double chosen = ordered[SurrogateMse.choose(scores(file, one, ordered))];
    compareChoice(file, one, comparison, chosen);
  }

  private static void compareChoice(OpeCases file, Case one, Comparison comparison, double lambda) {
    one.compares("lambda", "value");
    assertThat(lambda)
        .as("%s, chosen lambda", one.id())
        .isEqualTo(one.expected().get("lambda").getAsDouble());
    comparison.close(
        shrunk(one, one.path()[1], lambda).estimate(rounds(file, one)).value(),
        one.expected().get("value").getAsDouble(),
        one.id());
  }

  private static void compareWidths(Comparison comparison, Case one, double[] widths) {
    double[] recorded = numbers(one, "widths");
    assertThat(widths).as("%s, widths", one.id()).hasSize(recorded.length);
    for (int i = 0; i < widths.length; i++) {
      double slack = IntervalsGoldenTest.STUDENT * widths[i];
      comparison.close(widths[i], recorded[i], slack, one.id() + ", width " + i);
    }
  }

  private static void compareSlope(OpeCases file, Case one, Comparison comparison) {
    one.knows("candidates_in_order", "delta", "points", "widths", "visit_order");
    double[] lambdas = numbers(one, "candidates_in_order");
    Rounds rounds = rounds(file, one);
    double[][] terms = new double[lambdas.length][];
    double[] points = new double[lambdas.length];
    double[] widths = new double[lambdas.length];
    for (int i = 0; i < lambdas.length; i++) {
      terms[i] = shrunk(one, one.path()[1], lambdas[i]).terms(rounds);
      Moments moments = new Moments(1);
      moments.add(0, terms[i].length, terms[i]);
      points[i] = moments.mean(0);
      widths[i] = Slope.width(moments, one.param("delta"));
    }
    comparison.close(points, one.params().getAsJsonArray("points"), one.id() + ", points");
    compareWidths(comparison, one, widths);
    int chosen = Slope.choose(terms, one.param("delta"));
    int[] order = OpeCase.integers(one.params().get("visit_order"));
    assertThat(Slope.choose(points, widths, order)).as("%s, in order", one.id()).isEqualTo(chosen);
    compareChoice(file, one, comparison, lambdas[chosen]);
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
