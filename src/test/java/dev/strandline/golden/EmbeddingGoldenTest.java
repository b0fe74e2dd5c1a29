package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import dev.strandline.golden.OpeCases.Case;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.bandit.ActionEmbeddings;
import dev.strandline.ope.bandit.ActionEmbeddings.Form;
import dev.strandline.ope.bandit.ActionProbabilities;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.EmbeddingSelection;
import dev.strandline.ope.bandit.EmbeddingSelection.Candidate;
import dev.strandline.ope.bandit.ImportanceWeights;
import dev.strandline.ope.bandit.Rounds;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recorded weights multiply the ratios of the dimensions. */
class EmbeddingGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    OpeCases.readAll(Claim.EMBEDDING, EmbeddingGoldenTest::compare);
  }

  private static void compare(OpeCases file, Case one, Comparison comparison) {
    switch (one.id()) {
      case "mips", "snmips", "mips/posterior-given", "snmips/posterior-given" ->
          compareEstimate(file, one, comparison);
      case "mips/ci/bootstrap", "snmips/ci/bootstrap" -> {
        one.knows("alpha");
        one.compares("mean_of_resamples", "interval");
        file.compareBootstrap(comparison, one, estimator(one).terms(rounds(file, one)));
      }
      case "mips/slope-exact" -> compareSelection(file, one, comparison);
      default -> throw one.unknown();
    }
  }

  private static void compareEstimate(OpeCases file, Case one, Comparison comparison) {
    one.knows("posterior");
    one.compares("value", "max_weight", "first_rounds");
    Rounds rounds = rounds(file, one);
    Estimate estimate = estimator(one).estimate(rounds);
    comparison.close(estimate.value(), one.expected().get("value").getAsDouble(), one.id());
    OpeCases.compareTerms(comparison, one, estimator(one).terms(rounds), "first_rounds");
    if (one.expected().has("max_weight")) {
      comparison.close(
          estimate.weights().orElseThrow().max(),
          one.expected().get("max_weight").getAsDouble(),
          one.id() + ", largest weight");
    }
  }

  private static BanditEstimator estimator(Case one) {
    return one.path()[0].equals("snmips")
        ? BanditEstimator.snips().named("snmips")
        : BanditEstimator.ips().named("mips");
  }

  private static Rounds rounds(OpeCases file, Case one) {
    double[] weight =
        one.params().has("posterior")
            ? ImportanceWeights.posterior(
                policy(file, "action_dist"),
                policy(file, "behavior_dist"),
                policy(file, one.text("posterior").substring("inputs.".length())))
            : embeddings(file)
                .weights(
                    policy(file, "action_dist"),
                    policy(file, "behavior_dist"),
                    logged(file),
                    Form.FACTORED);
    return Rounds.of(file.numbers("reward")).withWeight(weight);
  }

  private static ActionProbabilities policy(OpeCases file, String name) {
    return new ActionProbabilities(file.integer("n_actions"), file.table(name));
  }

  private static int[] logged(OpeCases file) {
    double[] table = file.table("embedding");
    int[] category = new int[table.length];
    for (int i = 0; i < category.length; i++) {
      category[i] = (int) table[i];
    }
    return category;
  }

  private static ActionEmbeddings embeddings(OpeCases file) {
    JsonArray recorded = file.array("embedding_given_action"); // [action][category][dimension]
    int dimensions = file.integer("n_dims");
    double[][][] probability =
        new double[dimensions][recorded.size()][file.integer("n_categories")];
    for (int a = 0; a < recorded.size(); a++) {
      JsonArray byCategory = recorded.get(a).getAsJsonArray();
      for (int c = 0; c < byCategory.size(); c++) {
        double[] byDimension = OpeCases.numbers(byCategory.get(c).getAsJsonArray());
        for (int d = 0; d < dimensions; d++) {
          probability[d][a][c] = byDimension[d];
        }
      }
    }
    return new ActionEmbeddings(probability);
  }

  private static void compareSelection(OpeCases file, Case one, Comparison comparison) {
    one.knows("delta", "points", "widths");
    one.compares("value");
    List<Candidate> standing =
        EmbeddingSelection.standing(
            embeddings(file),
            policy(file, "action_dist"),
            policy(file, "behavior_dist"),
            logged(file),
            file.numbers("reward"),
            Form.FACTORED,
            one.param("delta"));
    double[] points = OpeCases.numbers(one.params().getAsJsonArray("points"));
    double[] widths = OpeCases.numbers(one.params().getAsJsonArray("widths"));
    assertThat(standing).hasSizeLessThanOrEqualTo(points.length);
    for (int i = 0; i < standing.size(); i++) {
      comparison.close(standing.get(i).value(), points[i], one.id() + ", point " + i);
      comparison.close(
          standing.get(i).width(),
          widths[i],
          IntervalsGoldenTest.STUDENT * widths[i],
          one.id() + ", width " + i);
    }
    comparison.close(
        standing.get(standing.size() - 1).value(),
        one.expected().get("value").getAsDouble(),
        one.id());
  }
}
