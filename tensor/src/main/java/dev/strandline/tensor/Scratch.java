package dev.strandline.tensor;

/**
 * Heap arrays that loops over native memory take their entries to, some at a time. They are small
 * and shared by all matrices that one thread works on, so that they stay in the nearest cache; a
 * heap copy of every matrix would double what a step has to move through the caches.
 */
final class Scratch {

  /** About how many entries a loop takes at a time. */
  static final int CHUNK = 2048;

  private float[][] floats = new float[3][0];
  private double[][] doubles = new double[3][0];

  /** Array {@code which}, 0 to 2, of at least {@code size} entries; what it held may be lost. */
  float[] floats(int which, int size) {
    if (floats[which].length < size) {
      floats[which] = new float[size];
    }
    return floats[which];
  }

  /** Array {@code which}, 0 to 2, of at least {@code size} entries; what it held may be lost. */
  double[] doubles(int which, int size) {
    if (doubles[which].length < size) {
      doubles[which] = new double[size];
    }
    return doubles[which];
  }
}
