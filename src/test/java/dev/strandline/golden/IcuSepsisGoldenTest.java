package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.envs.tabular.IcuSepsis;
import dev.strandline.envs.tabular.TabularMdp;
import dev.strandline.envs.tabular.TabularPolicy;
import dev.strandline.envs.tabular.Values;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Exact values of policies of ICU-Sepsis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the tables and their optima once
class IcuSepsisGoldenTest {

  private static final double TOLERANCE = 1e-9;
  private static final double GREEDY_GAMMA = 0.99;

  private static final Pattern MIX = Pattern.compile("([0-9.]+) uniform \\+ ([0-9.]+) greedy");
  private static final Pattern GREEDY = Pattern.compile("greedy on Q\\*\\(([0-9.]+)\\)");
  private static final Pattern VALUE =
      Pattern.compile("(?:J_)?gamma_([0-9.]+)|V_gamma_([0-9.]+)_first_[0-9]+");
  private static final Pattern ACTIONS =
      Pattern.compile("greedy_actions_gamma_([0-9.]+)_first_[0-9]+");

  private final IcuSepsis icu = IcuSepsis.load();
  private final TabularMdp mdp = icu.mdp();
  private final Map<Double, Values> optima = new HashMap<>();

  private Values optimum(double gamma) {
    return optima.computeIfAbsent(gamma, mdp::optimal);
  }

  @Test
  void everyPolicyHasItsExactValues() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.ICU_SEPSIS)) {
      try (Comparison comparison = new Comparison(file, TOLERANCE, TOLERANCE)) {
        for (JsonElement element : file.content().getAsJsonArray("policies")) {
          compare(comparison, file, element.getAsJsonObject());
        }
      }
    }
  }

  private void compare(Comparison comparison, GoldenFile file, JsonObject expected) {
    String name = expected.get("policy").getAsString();
    TabularPolicy policy = policy(file, name);
    for (String key : expected.keySet()) {
      if (key.equals("mean_episode_length")) {
        comparison.close(
            Arrays.stream(mdp.occupancy(policy, 1)).sum(), expected.get(key).getAsDouble(), name);
      } else if (!key.equals("policy")) {
        double gamma = gamma(VALUE, key, file);
        compare(comparison, mdp.evaluate(policy, gamma), expected.get(key), name + ", " + key);
      }
    }
  }

  private TabularPolicy policy(GoldenFile file, String name) {
    Matcher mix = MIX.matcher(name);
    Matcher greedy = GREEDY.matcher(name);
    if (name.equals("uniform")) {
      return TabularPolicy.uniform(mdp.states(), mdp.actions());
    } else if (name.equals("expert")) {
      return icu.clinicians();
    } else if (greedy.matches()) {
      return TabularPolicy.greedy(optimum(Double.parseDouble(greedy.group(1))));
    } else if (mix.matches()) {
      double share = Double.parseDouble(mix.group(1));
      assertThat(share + Double.parseDouble(mix.group(2))).as("%s, %s", file, name).isEqualTo(1);
      return TabularPolicy.greedy(optimum(GREEDY_GAMMA)).withExploration(share);
    }
    return fail("%s: there is no policy '%s'.", file, name);
  }

  private static double gamma(Pattern pattern, String key, GoldenFile file) {
    Matcher matcher = pattern.matcher(key);
    assertThat(matcher.matches()).as("%s: whether '%s' is known", file, key).isTrue();
    boolean inFirst = matcher.groupCount() == 1 || matcher.group(1) != null;
    return Double.parseDouble(matcher.group(inFirst ? 1 : 2));
  }

  /** A list is of the first states' values, a number the mean of an episode's. */
  private static void compare(
      Comparison comparison, Values values, JsonElement expected, String where) {
    if (expected.isJsonArray()) {
      double[] v = new double[expected.getAsJsonArray().size()];
      Arrays.setAll(v, values::v);
      comparison.close(v, expected.getAsJsonArray(), where);
    } else {
      comparison.close(values.mean(), expected.getAsDouble(), where);
    }
  }

  @Test
  void theOptimumIsReached() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.ICU_SEPSIS)) {
      try (Comparison comparison = new Comparison(file, TOLERANCE, TOLERANCE)) {
        JsonObject expected = file.content().getAsJsonObject("optimal");
        for (String key : expected.keySet()) {
          if (ACTIONS.matcher(key).matches()) {
            Values optimum = optimum(gamma(ACTIONS, key, file));
            compareActions(file, optimum, expected.getAsJsonArray(key));
          } else {
            Values optimum = optimum(gamma(VALUE, key, file));
            compare(comparison, optimum, expected.get(key), "optimal, " + key);
          }
        }
      }
    }
  }

  /** Actions that are equally good may be told apart by rounding alone. */
  private static void compareActions(GoldenFile file, Values optimum, JsonArray actions) {
    assertThat(actions).as("%s, greedy actions", file).isNotEmpty();
    for (int s = 0; s < actions.size(); s++) {
      int recorded = actions.get(s).getAsInt();
      assertThat(optimum.v(s) - optimum.q(s, recorded))
          .as("%s, state %d: how much better than action %d the best one is", file, s, recorded)
          .isLessThan(TOLERANCE);
    }
  }
}
