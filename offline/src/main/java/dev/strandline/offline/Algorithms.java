package dev.strandline.offline;

import java.util.List;

/** The learners by name. */
public final class Algorithms {

  private Algorithms() {}

  /** All of them, from the simplest on. */
  public static List<Named<Learner.Config>> all() {
    return List.of(
        new Named<>("bc", "Behavior cloning: regress the logged actions.", Bc.Config.defaults()),
        new Named<>(
            "percent-bc",
            "Behavior cloning of the best trajectories by return.",
            PercentBc.Config.defaults()),
        new Named<>(
            "td3bc",
            "TD3+BC: climb the critic's value while staying near the logged actions.",
            Td3Bc.Config.defaults()),
        new Named<>(
            "prdc",
            "PRDC: TD3+BC that stays near the nearest logged pair, not the row's own action.",
            Prdc.Config.defaults()));
  }

  /** The name under which settings of this type are listed. */
  static String nameOf(Learner.Config config) {
    return Settings.nameOf(all(), config);
  }
}
