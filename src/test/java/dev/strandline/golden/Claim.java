package dev.strandline.golden;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Which test class takes which golden files, by fields of theirs. */
enum Claim {
  TD3_BC(Td3BcGoldenTest.class, "algorithm", "TD3+BC"),
  PRDC(PrdcGoldenTest.class, "algorithm", "PRDC"),
  TRAJECTORY_WEIGHTING(TrajectoryWeightsGoldenTest.class, "algorithm", "trajectory weighting"),
  DATASET_MEASURES(DatasetMeasuresGoldenTest.class, "algorithm", "dataset measures"),
  PENDULUM(PendulumGoldenTest.class, "env", "Pendulum-v1"),
  POINT_MAZE(PointMazeGoldenTest.class, "env", "maze2d (D4RL point maze)"),
  TABULAR(TabularGoldenTest.class, "env", "FrozenLake-v1") {
    @Override
    boolean takes(JsonObject content) {
      return super.takes(content)
          || has(content, "env", "FrozenLake8x8-v1")
          || has(content, "env", "CliffWalking-v1");
    }

    @Override
    public String toString() {
      return super.toString() + ", \"FrozenLake8x8-v1\" or \"CliffWalking-v1\"";
    }
  },
  ICU_SEPSIS(IcuSepsisGoldenTest.class, "env", "ICU-Sepsis"),
  NEORL2(DmsdGoldenTest.class, "reference", "polixir/NeoRL2"),
  BANDIT(
      BanditGoldenTest.class, ImmutableList.of("estimated_pscore", "greedy_action", "action_dist")),
  CONTINUOUS_BANDIT(
      ContinuousBanditGoldenTest.class,
      ImmutableList.of("pscore_density", "evaluation_action", "reward")),
  EMBEDDING(EmbeddingGoldenTest.class, ImmutableList.of("embedding", "embedding_given_action")),
  MULTI_LOGGER(MultiLoggerGoldenTest.class, ImmutableList.of("stratum", "pscore_average")),
  SLATE(SlateGoldenTest.class, ImmutableList.of("slate", "slate_length", "pscore_cascade")),
  REWARD_MODEL(
      RewardModelGoldenTest.class, ImmutableList.of("context", "fold", "action_dist", "pscore")),
  BANDIT_LEARNING(BanditLearningGoldenTest.class, ImmutableList.of("logits", "q_hat", "scores")),
  DISCRETE_EPISODES(
      DiscreteEpisodesGoldenTest.class,
      ImmutableList.of("steps_per_episode", "evaluation_policies")),
  CONTINUOUS_EPISODES(
      ContinuousEpisodesGoldenTest.class,
      ImmutableList.of("steps_per_episode", "evaluation_action")),
  RAGGED_EPISODES(RaggedEpisodesGoldenTest.class, ImmutableList.of("rows.episode", "rows.step")),
  ENUMERATED_EPISODES(EnumeratedEpisodesGoldenTest.class, ImmutableList.of("episodes.probability")),
  TABULAR_VALUES(TabularValuesGoldenTest.class, ImmutableList.of("next_state", "initial_state")),
  /** Bounds and bootstraps on plain samples. */
  INTERVALS(IntervalsGoldenTest.class, ImmutableList.of("samples", "bootstrap_indices")),
  /** True and estimated values of policies: accuracy, ranking, portfolios. */
  ASSESSMENT(AssessmentGoldenTest.class, ImmutableList.of()) {
    @Override
    boolean takes(JsonObject content) {
      return super.takes(content) && AssessmentGoldenTest.isAboutPolicies(content);
    }

    @Override
    public String toString() {
      return super.toString() + " and true values of policies among its inputs";
    }
  },
  /** What readers must find in D4RL's HDF5 files, and the metadata of Minari datasets. */
  FORMATS(FormatsGoldenTest.class, "data_format", "hdf5") {
    @Override
    boolean takes(JsonObject content) {
      return isMinariMetadata(content)
          || content.keySet().stream().anyMatch(key -> key.endsWith(".hdf5"));
    }

    @Override
    public String toString() {
      return super.toString() + " or a field that ends in .hdf5";
    }
  };

  private final Class<?> owner;
  private final String field;
  private final String value;
  private final ImmutableList<String> inputs;

  Claim(Class<?> owner, String field, String value) {
    this.owner = owner;
    this.field = field;
    this.value = value;
    inputs = ImmutableList.of();
  }

  /** Vectors of off-policy evaluation whose inputs have all of these fields, at any depth. */
  Claim(Class<?> owner, ImmutableList<String> inputs) {
    this.owner = owner;
    field = "schema";
    value = "ope-golden/1";
    this.inputs = inputs;
  }

  /** The test class that compares the files. */
  Class<?> owner() {
    return owner;
  }

  boolean takes(JsonObject content) {
    return has(content, field, value)
        && inputs.stream().allMatch(path -> reaches(content.get("inputs"), path));
  }

  /** Whether there is a field at the end of a dotted path. */
  private static boolean reaches(JsonElement from, String path) {
    JsonElement at = from;
    for (String name : Splitter.on('.').split(path)) {
      at = at != null && at.isJsonObject() ? at.getAsJsonObject().get(name) : null;
    }
    return at != null;
  }

  static boolean isMinariMetadata(JsonObject content) {
    return has(content, "data_format", "hdf5");
  }

  static boolean has(JsonObject content, String field, String value) {
    JsonElement found = content.get(field);
    return found != null && found.isJsonPrimitive() && found.getAsString().equals(value);
  }

  @Override
  public String toString() {
    return field + " \"" + value + "\"" + (inputs.isEmpty() ? "" : " with inputs " + inputs);
  }
}
