package dev.strandline.policy;

/**
 * Named random streams derived from one seed.
 *
 * <p>Each use of chance has a stream of its own, addressed by seed, name and step. Adding a
 * consumer therefore shifts no other stream, and a resumed run needs no generator state: it seeks
 * the step at which it goes on.
 */
public final class Streams {

  private final long seed;

  /** Derives all streams from {@code seed}; every value is a good one. */
  public Streams(long seed) {
    this.seed = seed;
  }

  /** The seed that all streams derive from. */
  public long seed() {
    return seed;
  }

  /** Opens the stream called {@code name} at step 0. */
  public RandomStream open(String name) {
    return at(name, 0);
  }

  /** Opens the stream called {@code name} at {@code step}. */
  public RandomStream at(String name, long step) {
    long key = RandomStream.mix(seed);
    for (int i = 0; i < name.length(); i++) {
      key = RandomStream.mix(key ^ name.charAt(i));
    }
    return new RandomStream(key, step);
  }
}
