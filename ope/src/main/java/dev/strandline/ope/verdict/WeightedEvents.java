package dev.strandline.ope.verdict;

import dev.strandline.ope.Moments;

/**
 * How many rewarded rows an estimate really rests on: (sum w r)^2 / sum (w r)^2, which for rare
 * rewards of equal size and weight is their number.
 *
 * @param effective that figure, in rows, or in the independent units whose rows were summed; 0 if
 *     no reward has weight
 * @param zeroShare share of the rows whose reward is 0, in [0, 1]
 */
public record WeightedEvents(double effective, double zeroShare) {

  /** Accumulates {@link WeightedEvents}; mergeable. */
  public static final class Counter {
    private final Moments weighted = new Moments(1);
    private long zeros;

    /**
     * Takes in rows {@code from} to {@code to - 1}.
     *
     * @param weights importance weights, not clipped
     * @param rewards in the reward's units
     */
    public void add(double[] weights, double[] rewards, int from, int to) {
      double[] products = new double[to - from];
      for (int i = from; i < to; i++) {
        products[i - from] = weights[i] * rewards[i];
        zeros += rewards[i] == 0 ? 1 : 0;
      }
      weighted.add(0, products.length, products);
    }

    /** Takes in what {@code other} has seen. */
    public void merge(Counter other) {
      weighted.merge(other.weighted);
      zeros += other.zeros;
    }

    /** The events of everything seen so far. */
    public WeightedEvents events() {
      double sum = weighted.sum(0);
      double squares = weighted.sumOfSquares(0);
      return new WeightedEvents(
          squares > 0 ? sum * sum / squares : 0, (double) zeros / weighted.count());
    }
  }
}
