package dev.strandline.offline;

import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a learner's random numbers come from, by name and step, so that a test can give its own.
 */
public interface Noise {

  /**
   * Fills an array with standard-normal numbers.
   *
   * @param name what they are for; the learner's Javadoc lists its names
   * @param step the learner's own count of updates, from 1
   * @param target receives the numbers
   */
  void gaussian(String name, long step, double[] target);

  /** Numbers from the named streams of a seed. */
  static Noise of(Streams streams) {
    Map<String, RandomStream> open = new HashMap<>();
    return (name, step, target) -> {
      RandomStream stream = open.get(name);
      if (stream == null) {
        stream = streams.open(name);
        open.put(name, stream);
      }
      stream.seek(step);
      for (int i = 0; i < target.length; i++) {
        target[i] = stream.nextGaussian();
      }
    };
  }
}
