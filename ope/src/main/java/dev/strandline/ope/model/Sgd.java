package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/**
 * Settings of Tribuo's stochastic gradient training of linear models, with AdaGrad (Duchi, Hazan
 * and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 * 2011).
 *
 * @param learningRate step size, positive
 * @param epochs passes over the rows, at least 1
 * @param minibatch rows for each step, at least 1; where rows have weights, steps are of one row,
 *     because Tribuo averages weights within a minibatch
 * @param seed of the order of rows
 */
public record Sgd(double learningRate, int epochs, int minibatch, long seed) {

  public Sgd {
    Check.positive(learningRate, "Sgd.learningRate", "Use 0.5.");
    Check.atLeast(epochs, 1, "Sgd.epochs", "Use 10.");
    Check.atLeast(minibatch, 1, "Sgd.minibatch", "Use 32.");
  }

  /** Step size 0.5, 10 epochs, 32 rows for each step, seed 0. */
  public static Sgd defaults() {
    return new Sgd(0.5, 10, 32, 0);
  }

  /** The same with another seed. */
  public Sgd withSeed(long seed) {
    return new Sgd(learningRate, epochs, minibatch, seed);
  }

  /** The same with another number of passes. */
  public Sgd withEpochs(int epochs) {
    return new Sgd(learningRate, epochs, minibatch, seed);
  }
}
