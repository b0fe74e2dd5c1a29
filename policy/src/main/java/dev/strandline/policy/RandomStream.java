package dev.strandline.policy;

import java.util.random.RandomGenerator;

/**
 * One named stream of random numbers that can be moved to any step without a memory of the steps
 * before.
 *
 * <p>The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2021), keyed by SplitMix64 as its authors advise; the JDK's {@link RandomGenerator}
 * derives every distribution from it. Not thread-safe, and not for cryptography.
 */
public final class RandomStream implements RandomGenerator {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;
  private long s0;
  private long s1;
  private long s2;
  private long s3;

  RandomStream(long key, long step) {
    this.key = key;
    seek(step);
  }

  /** Moves to the beginning of {@code step}, in place, and returns this stream. */
  public RandomStream seek(long step) {
    long state = key ^ mix(step + GOLDEN_GAMMA);
    s0 = mix(state += GOLDEN_GAMMA);
    s1 = mix(state += GOLDEN_GAMMA);
    s2 = mix(state += GOLDEN_GAMMA);
    s3 = mix(state + GOLDEN_GAMMA);
    return this;
  }

  @Override
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** SplitMix64's finalizer over {@code z} moved on by the golden gamma. */
  static long mix(long z) {
    z += GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
