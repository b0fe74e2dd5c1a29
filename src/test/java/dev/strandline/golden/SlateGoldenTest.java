package dev.strandline.golden;

import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.slate.SlateEstimator;
import dev.strandline.ope.slate.Slates;
import dev.strandline.ope.slate.Slates.Scope;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SlateGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.SLATE, SlateGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    one.knows("behavior", "evaluation", "alpha", "unit");
    SlateEstimator estimator =
        switch (one.path()[0]) {
          case "sips" -> SlateEstimator.sips();
          case "iips" -> SlateEstimator.iips();
          case "rips" -> SlateEstimator.rips();
          case "snsips" -> SlateEstimator.snsips();
          case "sniips" -> SlateEstimator.sniips();
          case "snrips" -> SlateEstimator.snrips();
          case "cascade-dr" -> SlateEstimator.cascadeDr();
          default -> throw one.unknown();
        };
    Slates slates = slates(file);
    double[] terms = estimator.terms(slates);
    if (one.id().endsWith("/ci/bootstrap")) {
      one.compares("mean_of_resamples", "interval");
      file.compareBootstrap(comparison, one, terms);
      return;
    }
    one.compares("value", "first_slates");
    comparison.close(
        estimator.estimate(slates).value(), one.expected().get("value").getAsDouble(), one.id());
    OpeCases.compareTerms(comparison, one, terms, "first_slates");
  }

  private static Slates slates(OpeCases file) {
    ActionProbabilities target =
        new ActionProbabilities(file.integer("n_items"), file.table("evaluation_action_dist"));
    return Slates.of(file.integer("slate_length"), file.numbers("reward"))
        .withWeight(Scope.LIST, file.numbers("evaluation_pscore"), file.numbers("pscore"))
        .withWeight(
            Scope.ITEM,
            file.numbers("evaluation_pscore_item_position"),
            file.numbers("pscore_item_position"))
        .withWeight(
            Scope.CASCADE,
            file.numbers("evaluation_pscore_cascade"),
            file.numbers("pscore_cascade"))
        .withPredictions(target, file.table("q_hat"), file.integers("action"));
  }
}
