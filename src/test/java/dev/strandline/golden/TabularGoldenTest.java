package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.tabular.CliffWalking;
import dev.strandline.envs.tabular.FrozenLake;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularMdp.Outcome;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.envs.tabular.Values;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables and exact values of FrozenLake and CliffWalking. */
class TabularGoldenTest {

  private static final double TOLERANCE = 1e-9;

  /** Discount that the ladder's greedy actions are for. */
  private static final double LADDER_GAMMA = 0.99;

  private interface Check {
    void of(GoldenFile file, TabularMdp mdp, Comparison comparison);
  }

  private static void forEveryFile(Check check) throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.TABULAR)) {
      try (Comparison comparison = new Comparison(file, TOLERANCE, TOLERANCE)) {
        check.of(file, mdp(file), comparison);
      }
    }
  }

  /** The process that the file's parameters describe. */
  private static TabularMdp mdp(GoldenFile file) {
    JsonObject content = file.content();
    JsonObject parameters =
        content.has("parameters") ? content.getAsJsonObject("parameters") : new JsonObject();
    boolean slippery =
        !parameters.has("is_slippery") || parameters.get("is_slippery").getAsBoolean();
    if (Claim.has(content, "env", "CliffWalking-v1")) {
      onlyKnown(file, parameters, Set.of("is_slippery"));
      return CliffWalking.mdp(parameters.has("is_slippery") && slippery);
    }
    onlyKnown(file, parameters, Set.of("map_name", "is_slippery", "success_rate"));
    double straight =
        parameters.has("success_rate")
            ? parameters.get("success_rate").getAsDouble()
            : FrozenLake.SLIPPERY;
    return FrozenLake.mdp(map(file, parameters), slippery ? straight : 1);
  }

  private static void onlyKnown(GoldenFile file, JsonObject parameters, Set<String> known) {
    assertThat(known).as("%s, known parameters", file).containsAll(parameters.keySet());
  }

  private static List<String> map(GoldenFile file, JsonObject parameters) {
    if (file.content().has("map")) {
      List<String> map = new ArrayList<>();
      file.content().getAsJsonArray("map").forEach(row -> map.add(row.getAsString()));
      if (parameters.has("map_name")) {
        assertThat(named(file, parameters)).as("%s, map", file).isEqualTo(map);
      }
      return map;
    }
    return named(file, parameters);
  }

  private static List<String> named(GoldenFile file, JsonObject parameters) {
    String name = parameters.has("map_name") ? parameters.get("map_name").getAsString() : "4x4";
    return switch (name) {
      case "4x4" -> FrozenLake.MAP_4X4;
      case "8x8" -> FrozenLake.MAP_8X8;
      default -> fail("%s: there is no map '%s'.", file, name);
    };
  }

  @Test
  void everyTransitionIsListedInTheReferencesOrder() throws IOException {
    forEveryFile(
        (file, mdp, comparison) -> {
          JsonObject content = file.content();
          assertThat(mdp.states()).as("%s", file).isEqualTo(content.get("n_states").getAsInt());
          assertThat(mdp.actions()).as("%s", file).isEqualTo(content.get("n_actions").getAsInt());
          JsonArray initial = content.getAsJsonArray("initial_distribution");
          JsonArray table = content.getAsJsonArray("P");
          assertThat(initial.size()).as("%s", file).isEqualTo(mdp.states());
          assertThat(table.size()).as("%s", file).isEqualTo(mdp.states());
          for (int s = 0; s < mdp.states(); s++) {
            comparison.close(mdp.initial(s), initial.get(s).getAsDouble(), "initial " + s);
            assertThat(table.get(s).getAsJsonArray().size())
                .as("%s", file)
                .isEqualTo(mdp.actions());
            for (int a = 0; a < mdp.actions(); a++) {
              assertThat(mdp.outcomes(s, a))
                  .as("%s, state %d, action %d", file, s, a)
                  .isEqualTo(outcomes(table.get(s).getAsJsonArray().get(a).getAsJsonArray()));
            }
          }
        });
  }

  /** Exactly as listed, but for outcomes that never happen. */
  private static List<Outcome> outcomes(JsonArray listed) {
    List<Outcome> outcomes = new ArrayList<>();
    for (JsonElement element : listed) {
      JsonArray outcome = element.getAsJsonArray();
      if (outcome.get(0).getAsDouble() > 0) {
        outcomes.add(
            new Outcome(
                outcome.get(0).getAsDouble(),
                outcome.get(1).getAsInt(),
                outcome.get(2).getAsDouble(),
                outcome.get(3).getAsBoolean()));
      }
    }
    return outcomes;
  }

  @Test
  void everyDiscountedValueIsReached() throws IOException {
    forEveryFile(
        (file, mdp, comparison) -> {
          JsonObject byGamma = file.content().getAsJsonObject("values");
          for (String key : byGamma.keySet()) {
            double gamma = Double.parseDouble(key);
            JsonObject expected = byGamma.getAsJsonObject(key);
            onlyKnown(file, expected, Set.of("optimal_V", "optimal_J", "uniform_V", "uniform_J"));
            compare(comparison, mdp.optimal(gamma), expected, "optimal", key);
            compare(comparison, mdp.evaluate(uniform(mdp), gamma), expected, "uniform", key);
          }
        });
  }

  private static TabularPolicy uniform(TabularMdp mdp) {
    return TabularPolicy.uniform(mdp.states(), mdp.actions());
  }

  private static void compare(
      Comparison comparison, Values values, JsonObject expected, String policy, String gamma) {
    String where = policy + " at gamma " + gamma;
    double[] v = new double[values.states()];
    for (int s = 0; s < v.length; s++) {
      v[s] = values.v(s);
    }
    comparison.close(v, expected.getAsJsonArray(policy + "_V"), where + ", V");
    comparison.close(values.mean(), expected.get(policy + "_J").getAsDouble(), where + ", J");
  }

  @Test
  void everyValueOverAHorizonIsReached() throws IOException {
    forEveryFile(
        (file, mdp, comparison) -> {
          int horizon = file.content().get("horizon").getAsInt();
          JsonObject expected = file.content().getAsJsonObject("finite_horizon_undiscounted");
          onlyKnown(file, expected, Set.of("optimal_J", "uniform_J"));
          comparison.close(
              mdp.optimal(1, horizon).mean(),
              expected.get("optimal_J").getAsDouble(),
              "optimal over " + horizon);
          comparison.close(
              mdp.evaluate(uniform(mdp), 1, horizon).mean(),
              expected.get("uniform_J").getAsDouble(),
              "uniform over " + horizon);
        });
  }

  @Test
  void everyRungOfTheLadderHasItsValues() throws IOException {
    forEveryFile(
        (file, mdp, comparison) -> {
          int horizon = file.content().get("horizon").getAsInt();
          JsonObject ladder = file.content().getAsJsonObject("epsilon_greedy_on_optimal");
          TabularPolicy greedy = greedy(file, mdp, ladder.getAsJsonArray("greedy_actions"));
          for (JsonElement element : ladder.getAsJsonArray("ladder")) {
            JsonObject rung = element.getAsJsonObject();
            double epsilon = rung.get("epsilon").getAsDouble();
            TabularPolicy policy = greedy.withExploration(epsilon);
            for (String key : rung.keySet()) {
              String where = "epsilon " + epsilon + ", " + key;
              if (key.startsWith("J_gamma_")) {
                double gamma = Double.parseDouble(key.substring("J_gamma_".length()));
                comparison.close(
                    mdp.evaluate(policy, gamma).mean(), rung.get(key).getAsDouble(), where);
              } else if (key.equals("J_horizon")) {
                comparison.close(
                    mdp.evaluate(policy, 1, horizon).mean(), rung.get(key).getAsDouble(), where);
              } else {
                assertThat(key).as("%s, %s", file, where).isEqualTo("epsilon");
              }
            }
          }
        });
  }

  /** The recorded choice, which among actions of one value may be another than ours. */
  private static TabularPolicy greedy(GoldenFile file, TabularMdp mdp, JsonArray actions) {
    Values optimum = mdp.optimal(LADDER_GAMMA);
    TabularPolicy ours = TabularPolicy.greedy(optimum);
    assertThat(actions.size()).as("%s, greedy_actions", file).isEqualTo(mdp.states());
    double[][] probabilities = new double[mdp.states()][mdp.actions()];
    for (int s = 0; s < mdp.states(); s++) {
      int recorded = actions.get(s).getAsInt();
      probabilities[s][recorded] = 1;
      for (int a = 0; a < mdp.actions(); a++) {
        if (ours.probability(s, a) == 1) {
          assertThat(optimum.q(s, a) - optimum.q(s, recorded))
              .as("%s, state %d: how much better %d is than %d", file, s, a, recorded)
              .isLessThan(TOLERANCE);
        }
      }
    }
    return new TabularPolicy(probabilities);
  }
}
