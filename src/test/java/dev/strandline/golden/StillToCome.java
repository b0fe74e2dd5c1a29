package dev.strandline.golden;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Set;

/** Families of golden files whose code is still to be written, by their own fields. */
final class StillToCome {

  private static final Set<String> OFFLINE = Set.of("A2PR", "IQL", "CQL", "AWAC", "EDAC");

  private static final Set<String> ENVIRONMENTS =
      Set.of(
          "Acrobot-v1",
          "CartPole-v1",
          "MountainCar-v0",
          "MountainCarContinuous-v0",
          "CliffWalking-v1",
          "FrozenLake-v1",
          "FrozenLake8x8-v1",
          "ICU-Sepsis",
          "ant",
          "half-cheetah",
          "hopper",
          "walker2d",
          "BasicGym",
          "RECGym",
          "RTBGym (RTBEnv defaults, ground-truth bidder)");

  private StillToCome() {}

  static boolean includes(JsonObject content) {
    return isOneOf(OFFLINE, content, "algorithm")
        || isOneOf(ENVIRONMENTS, content, "env")
        || Claim.has(content, "format", "hybrid-golden/1")
        || isOpeOfNoClaim(content)
        || isMujocoModel(content);
  }

  private static boolean isOpeOfNoClaim(JsonObject content) {
    return Claim.has(content, "schema", "ope-golden/1")
        && Arrays.stream(Claim.values()).noneMatch(claim -> claim.takes(content));
  }

  private static boolean isOneOf(Set<String> known, JsonObject content, String field) {
    return known.stream().anyMatch(value -> Claim.has(content, field, value));
  }

  /** Compiled models of MuJoCo, and the layout of its structs. */
  private static boolean isMujocoModel(JsonObject content) {
    return content.has("mj_version") || (content.has("models") && content.has("note"));
  }
}
