package dev.strandline.golden;

import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.MultiLogger;
import dev.strandline.ope.bandit.Rounds;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MultiLoggerGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.MULTI_LOGGER, MultiLoggerGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    one.knows("lambda");
    one.compares("value");
    double lambda = one.param("lambda");
    BanditEstimator ips = BanditEstimator.ips(lambda);
    BanditEstimator dr = BanditEstimator.dr(lambda);
    MultiLogger estimator =
        switch (one.path()[0]) {
          case "naive-ips" -> MultiLogger.naive(ips);
          case "naive-dr" -> MultiLogger.naive(dr);
          case "balanced-ips" -> MultiLogger.balanced(ips);
          case "balanced-dr" -> MultiLogger.balanced(dr);
          case "weighted-ips" -> MultiLogger.weighted(ips);
          case "weighted-dr" -> MultiLogger.weighted(dr);
          case "weighted-dr-correction-only" -> MultiLogger.weightedCorrection(dr);
          default -> throw one.unknown();
        };
    boolean mixture = one.path()[0].startsWith("balanced");
    Rounds rounds =
        Rounds.of(
                new ActionProbabilities(file.integer("n_actions"), file.table("action_dist")),
                file.table("q_hat"),
                file.integers("action"),
                file.numbers(mixture ? "pscore_average" : "pscore"),
                file.numbers("reward"))
            .withStratum(file.integers("stratum"));
    comparison.close(
        estimator.estimate(rounds).value(), one.expected().get("value").getAsDouble(), one.id());
  }
}
