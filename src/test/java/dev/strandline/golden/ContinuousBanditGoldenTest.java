package dev.strandline.golden;

import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.Kernel;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ContinuousBanditGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.CONTINUOUS_BANDIT, ContinuousBanditGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    one.knows("kernel", "bandwidth", "alpha");
    BanditEstimator estimator = estimator(one);
    Rounds rounds = rounds(file, one);
    double[] terms = estimator.terms(rounds);
    if (one.id().endsWith("/ci/bootstrap")) {
      one.compares("mean_of_resamples", "interval");
      file.compareBootstrap(comparison, one, terms);
      return;
    }
    one.compares("value", "first_rounds");
    comparison.close(
        estimator.estimate(rounds).value(), one.expected().get("value").getAsDouble(), one.id());
    OpeCases.compareTerms(comparison, one, terms, "first_rounds");
  }

  private static BanditEstimator estimator(Case one) {
    return switch (one.path()[0]) {
      case "kernel-ips" -> BanditEstimator.ips();
      case "kernel-snips" -> BanditEstimator.snips();
      case "kernel-dr", "kernel-dr-two-predictions" -> BanditEstimator.dr();
      default -> throw one.unknown();
    };
  }

  private static Rounds rounds(OpeCases file, Case one) {
    // The kernel and bandwidth of an interval are those of the case's id.
    Kernel kernel = Kernel.valueOf(one.path()[1].toUpperCase(Locale.ROOT));
    double bandwidth = Double.parseDouble(one.path()[2]);
    double[] weight =
        ImportanceWeights.kernel(
            kernel,
            bandwidth,
            file.numbers("evaluation_action"),
            file.numbers("action"),
            file.numbers("pscore_density"));
    double[] atTarget = file.numbers("q_hat_at_evaluation_action");
    boolean two = one.path()[0].equals("kernel-dr-two-predictions");
    return Rounds.of(file.numbers("reward"))
        .withWeight(weight)
        .withPredictions(two ? file.numbers("q_hat_at_logged_action") : atTarget, atTarget);
  }
}
