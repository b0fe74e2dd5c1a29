package dev.strandline.policy;

import java.util.Arrays;

/**
 * Maps an observation o to (o - mean) / scale, per dimension, in float32.
 *
 * @param mean subtracted from the observation, in the environment's units, finite
 * @param scale divides what is left, finite and positive
 */
public record ObservationNormalizer(float[] mean, float[] scale) {

  public ObservationNormalizer {
    Check.that(
        mean.length >= 1,
        "ObservationNormalizer.mean is empty. Give one number for each dimension.");
    Check.length(scale.length, mean.length, "ObservationNormalizer.scale");
    mean = mean.clone();
    scale = scale.clone();
    for (int j = 0; j < mean.length; j++) {
      Check.that(
          Float.isFinite(mean[j]) && Float.isFinite(scale[j]) && scale[j] > 0,
          "ObservationNormalizer: dimension %d has mean %s and scale %s. Both must be finite, the scale positive.",
          j,
          mean[j],
          scale[j]);
    }
  }

  /** Leaves observations of {@code size} numbers as they are. */
  public static ObservationNormalizer identity(int size) {
    Check.atLeast(size, 1, "ObservationNormalizer size", "An observation has at least one number.");
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return new ObservationNormalizer(new float[size], ones);
  }

  /** Numbers in an observation. */
  public int size() {
    return mean.length;
  }

  /**
   * Normalizes one observation.
   *
   * @param source holds the observation from {@code sourceStart} on
   * @param target receives it from {@code targetStart} on; may be {@code source}
   */
  public void apply(float[] source, int sourceStart, float[] target, int targetStart) {
    for (int j = 0; j < mean.length; j++) {
      target[targetStart + j] = (source[sourceStart + j] - mean[j]) / scale[j];
    }
  }

  @Override
  public float[] mean() {
    return mean.clone();
  }

  @Override
  public float[] scale() {
    return scale.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObservationNormalizer that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(scale, that.scale);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(scale);
  }

  @Override
  public String toString() {
    return "ObservationNormalizer[mean="
        + Arrays.toString(mean)
        + ", scale="
        + Arrays.toString(scale)
        + "]";
  }
}
