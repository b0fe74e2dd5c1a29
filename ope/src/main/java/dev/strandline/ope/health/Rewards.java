package dev.strandline.ope.health;

/** Range and zeros of the rewards seen so far. */
final class Rewards {

  private long count;
  private long zeros;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  void add(double[] rewards) {
    for (double reward : rewards) {
      low = Math.min(low, reward);
      high = Math.max(high, reward);
      zeros += reward == 0 ? 1 : 0;
    }
    count += rewards.length;
  }

  void merge(Rewards other) {
    count += other.count;
    zeros += other.zeros;
    low = Math.min(low, other.low);
    high = Math.max(high, other.high);
  }

  boolean constant() {
    return low == high;
  }

  double low() {
    return low;
  }

  long count() {
    return count;
  }

  long zeros() {
    return zeros;
  }

  double zeroShare() {
    return (double) zeros / count;
  }
}
