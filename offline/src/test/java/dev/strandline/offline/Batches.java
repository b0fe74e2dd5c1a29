package dev.strandline.offline;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.random.RandomGenerator;

/** Small batches and setups that tests share. */
final class Batches {

  private Batches() {}

  static final Noise SILENT = (name, step, target) -> java.util.Arrays.fill(target, 0);

  static Learner.Setup setup(
      int states, int actions, Precision precision, Workers workers, Noise noise) {
    return new Learner.Setup(
        states, ActionSpace.Box.symmetric(actions, 1), precision, workers, noise);
  }

  static Minibatch random(Precision precision, int size, int states, int actions, long seed) {
    RandomGenerator stream = new Streams(seed).open("batch");
    Minibatch batch = new Minibatch(precision, size, states, actions);
    double[] reward = new double[size];
    boolean[] terminal = new boolean[size];
    for (int i = 0; i < size; i++) {
      reward[i] = stream.nextGaussian();
      terminal[i] = stream.nextInt(5) == 0;
    }
    batch.load(
        gaussian(stream, size * states, 10),
        gaussian(stream, size * actions, 1),
        reward,
        gaussian(stream, size * states, 10),
        terminal);
    return batch;
  }

  private static double[] gaussian(RandomGenerator stream, int size, double bound) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(-bound, Math.min(bound, stream.nextGaussian()));
    }
    return values;
  }

  static double[] gradient(Network network) {
    double[] values = new double[network.gradient().size()];
    network.gradient().get(values);
    return values;
  }

  static double[] parameters(Network network) {
    double[] values = new double[network.parameters().size()];
    network.parameters().get(values);
    return values;
  }
}
