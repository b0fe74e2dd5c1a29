package dev.strandline.report;

import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.Objects;

/**
 * One drawing as two PNG files of the same size, for light and for dark surroundings.
 *
 * @param light PNG bytes on a light background; the one to keep as a file
 * @param dark PNG bytes on a dark background
 * @param width width in CSS pixels; the PNG has {@value Canvas#SCALE} times as many, to be sharp on
 *     a dense screen
 * @param height height in CSS pixels
 * @param description what the picture shows, for those who cannot see it
 */
public record Picture(byte[] light, byte[] dark, int width, int height, String description) {

  public Picture {
    Check.that(
        !description.isBlank(),
        "Picture.description is blank. Say in a sentence what the picture shows.");
    light = light.clone();
    dark = dark.clone();
  }

  @Override
  public byte[] light() {
    return light.clone();
  }

  @Override
  public byte[] dark() {
    return dark.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture p
        && Arrays.equals(light, p.light)
        && Arrays.equals(dark, p.dark)
        && width == p.width
        && height == p.height
        && description.equals(p.description);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(light), Arrays.hashCode(dark), width, height, description);
  }

  @Override
  public String toString() {
    return "Picture[" + width + " x " + height + ", " + description + "]";
  }
}
