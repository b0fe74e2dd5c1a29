package dev.strandline.offline;

import dev.strandline.io.Checkpoint;
import dev.strandline.policy.Check;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.Network;

/** Networks and optimizers in a checkpoint, in double, which holds the bits of either precision. */
final class NetworkState {

  private NetworkState() {}

  static void save(Checkpoint.Builder checkpoint, String name, Network network) {
    double[] parameters = new double[network.parameters().size()];
    network.parameters().get(parameters);
    checkpoint.put(name, parameters);
  }

  static void load(Checkpoint checkpoint, String name, Network network) {
    network.parameters().set(sized(checkpoint, name, network));
  }

  static void save(Checkpoint.Builder checkpoint, String name, Network network, Adam adam) {
    save(checkpoint, name, network);
    double[] first = new double[network.parameters().size()];
    double[] second = new double[network.parameters().size()];
    adam.get(first, second);
    checkpoint.put(name + ".adam.m", first);
    checkpoint.put(name + ".adam.v", second);
    checkpoint.put(name + ".adam.steps", adam.steps());
  }

  static void load(Checkpoint checkpoint, String name, Network network, Adam adam) {
    load(checkpoint, name, network);
    adam.set(
        checkpoint.number(name + ".adam.steps"),
        sized(checkpoint, name + ".adam.m", network),
        sized(checkpoint, name + ".adam.v", network));
  }

  private static double[] sized(Checkpoint checkpoint, String name, Network network) {
    double[] values = checkpoint.doubles(name);
    Check.that(
        values.length == network.parameters().size(),
        "checkpoint entry %s has %d numbers, but the network has %d. Resume with the hidden sizes it was trained with.",
        name,
        values.length,
        network.parameters().size());
    return values;
  }
}
