package dev.strandline.tensor;

import dev.strandline.policy.Check;

/**
 * Adam for one network, with a step counter of its own.
 *
 * <p>Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 1: m = b1
 * m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p = p - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) +
 * eps). This is where PyTorch places epsilon; ND4J's own updater adds it to the uncorrected root
 * instead, which differs by a factor of 16 for gradients of 1e-8 at the first step.
 */
public final class Adam {

  /**
   * Settings of {@link Adam}.
   *
   * @param learningRate step size, positive
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the corrected root of the second moment, positive
   */
  public record Config(double learningRate, double beta1, double beta2, double epsilon) {
    public Config {
      Check.positive(learningRate, "Adam.Config.learningRate", "Most learners here use 3e-4.");
      Check.that(
          beta1 >= 0 && beta1 < 1,
          "Adam.Config.beta1 must lie in [0, 1), but is %s. Use 0.9.",
          beta1);
      Check.that(
          beta2 >= 0 && beta2 < 1,
          "Adam.Config.beta2 must lie in [0, 1), but is %s. Use 0.999.",
          beta2);
      Check.positive(epsilon, "Adam.Config.epsilon", "Use 1e-8.");
    }

    /** The paper's decays and epsilon with a given step size. */
    public static Config ofLearningRate(double learningRate) {
      return new Config(learningRate, 0.9, 0.999, 1e-8);
    }
  }

  private final Config config;
  private final Network network;
  private final Matrix.Moments moments;
  private long steps;

  /** An optimizer of {@code network} at its first step. */
  public Adam(Network network, Config config) {
    this.network = network;
    this.config = config;
    moments = network.parameters().moments();
  }

  /** Moves the network's parameters by one step down its gradient. */
  public void step() {
    steps++;
    double stepSize = config.learningRate() / (1 - Math.pow(config.beta1(), (double) steps));
    double rootOfSecondCorrection = Math.sqrt(1 - Math.pow(config.beta2(), (double) steps));
    moments.step(network.gradient(), stepSize, rootOfSecondCorrection, config, network.scratch());
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /**
   * Copies the state out.
   *
   * @param first receives m, {@code [parameters]}
   * @param second receives v, {@code [parameters]}
   */
  public void get(double[] first, double[] second) {
    moments.get(first, second);
  }

  /** Restores a state that {@link #get} and {@link #steps} gave. */
  public void set(long steps, double[] first, double[] second) {
    this.steps = steps;
    moments.set(first, second);
  }
}
