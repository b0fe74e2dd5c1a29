package dev.strandline.policy;

import java.util.Arrays;

/** The set that actions come from. */
public sealed interface ActionSpace permits ActionSpace.Box, ActionSpace.Discrete {

  /** Numbers in one action: the dimensions of a box, one for a discrete action's index. */
  int size();

  /** Whether {@code action} ({@code [size]}) belongs to the space. */
  boolean contains(float[] action);

  /**
   * Real vectors between two corners, in the environment's units.
   *
   * @param low the least value of each dimension, finite
   * @param high the greatest value of each dimension, finite and above {@code low}
   */
  record Box(float[] low, float[] high) implements ActionSpace {

    public Box {
      Check.that(
          low.length >= 1, "ActionSpace.Box.low is empty. Give one bound for each dimension.");
      Check.length(high.length, low.length, "ActionSpace.Box.high");
      low = low.clone();
      high = high.clone();
      for (int j = 0; j < low.length; j++) {
        Check.that(
            Float.isFinite(low[j]) && Float.isFinite(high[j]) && low[j] < high[j],
            "ActionSpace.Box: dimension %d has bounds [%s, %s]. Both must be finite, the lower one first.",
            j,
            low[j],
            high[j]);
      }
    }

    /** The box {@code [-bound, bound]^size}. */
    public static Box symmetric(int size, float bound) {
      Check.atLeast(size, 1, "ActionSpace.Box size", "An action has at least one dimension.");
      float[] high = new float[size];
      Arrays.fill(high, bound);
      float[] low = new float[size];
      Arrays.fill(low, -bound);
      return new Box(low, high);
    }

    @Override
    public float[] low() {
      return low.clone();
    }

    @Override
    public float[] high() {
      return high.clone();
    }

    @Override
    public int size() {
      return low.length;
    }

    /** Middle of dimension {@code j}. */
    public float center(int j) {
      return (float) (((double) low[j] + high[j]) / 2);
    }

    /** Half the width of dimension {@code j}: the action bound a_max where the box is symmetric. */
    public float halfWidth(int j) {
      return (float) (((double) high[j] - low[j]) / 2);
    }

    /** The number nearest to {@code value} that dimension {@code j} allows. */
    public float clip(int j, double value) {
      return (float) Math.max(low[j], Math.min(high[j], value));
    }

    @Override
    public boolean contains(float[] action) {
      if (action.length != low.length) {
        return false;
      }
      for (int j = 0; j < low.length; j++) {
        if (!(action[j] >= low[j] && action[j] <= high[j])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Box box
          && Arrays.equals(low, box.low)
          && Arrays.equals(high, box.high);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(low) + Arrays.hashCode(high);
    }

    @Override
    public String toString() {
      return "Box[low=" + Arrays.toString(low) + ", high=" + Arrays.toString(high) + "]";
    }
  }

  /**
   * The indices {@code 0 .. count - 1}.
   *
   * @param count number of actions, at least 1
   */
  record Discrete(int count) implements ActionSpace {

    public Discrete {
      Check.atLeast(
          count, 1, "ActionSpace.Discrete.count", "A discrete space has at least one action.");
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public boolean contains(float[] action) {
      return action.length == 1
          && action[0] >= 0
          && action[0] < count
          && action[0] == (int) action[0];
    }
  }
}
