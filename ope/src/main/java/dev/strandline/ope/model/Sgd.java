package dev.strandline.ope.model;

import dev.strandline.policy.Check;

/**
 * Settings of Tribuo's stochastic gradient training of linear models, with AdaGrad (Duchi, Hazan
 * and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 * 2011).
 *
 * <p>Every step is of one row: within a minibatch Tribuo would give all rows the batch's mean
 * weight.
 *
 * @param learningRate step size, positive
 * @param epochs passes over the rows, at least 1
 * @param seed of the order of rows
 */
public record Sgd(double learningRate, int epochs, long seed) {

  public Sgd {
    Check.positive(learningRate, "Sgd.learningRate", "Use 0.05.");
    Check.atLeast(epochs, 1, "Sgd.epochs", "Use 10.");
  }

  /** Step size 0.05, 10 epochs, seed 0. */
  public static Sgd defaults() {
    return new Sgd(0.05, 10, 0);
  }

  /** The same with another seed. */
  public Sgd withSeed(long seed) {
    return new Sgd(learningRate, epochs, seed);
  }
}
