package dev.strandline.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Which test class takes which golden files, by a field of theirs. */
enum Claim {
  TD3_BC(Td3BcGoldenTest.class, "algorithm", "TD3+BC"),
  PRDC(PrdcGoldenTest.class, "algorithm", "PRDC"),
  TRAJECTORY_WEIGHTING(TrajectoryWeightsGoldenTest.class, "algorithm", "trajectory weighting"),
  DATASET_MEASURES(DatasetMeasuresGoldenTest.class, "algorithm", "dataset measures"),
  PENDULUM(PendulumGoldenTest.class, "env", "Pendulum-v1"),
  POINT_MAZE(PointMazeGoldenTest.class, "env", "maze2d (D4RL point maze)"),
  NEORL2(DmsdGoldenTest.class, "reference", "polixir/NeoRL2"),
  /** Bounds and bootstraps on plain samples. */
  INTERVALS(IntervalsGoldenTest.class, "schema", "ope-golden/1") {
    @Override
    boolean takes(JsonObject content) {
      return super.takes(content) && IntervalsGoldenTest.isAboutSamples(content);
    }

    @Override
    public String toString() {
      return super.toString() + " and samples among its inputs";
    }
  },
  /** True and estimated values of policies: accuracy, ranking, portfolios. */
  ASSESSMENT(AssessmentGoldenTest.class, "schema", "ope-golden/1") {
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

  Claim(Class<?> owner, String field, String value) {
    this.owner = owner;
    this.field = field;
    this.value = value;
  }

  /** The test class that compares the files. */
  Class<?> owner() {
    return owner;
  }

  boolean takes(JsonObject content) {
    return has(content, field, value);
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
    return field + " \"" + value + "\"";
  }
}
