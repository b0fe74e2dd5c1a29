package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PointMazeTest {

  private static final double MASS = 4 * Math.PI / 3;

  private final PointMaze env = new PointMaze(Maze.UMAZE, false, 300);

  private double[] after(double[] state, float... action) {
    env.restoreState(state);
    env.step(action);
    return env.saveState();
  }

  @Test
  void freeFlightFollowsOneImplicitlyDampedStep() {
    // f = 100 (0.5) - 1 = 49; v' = 1 + 0.01 (49) / (m + 0.01); x' = 1 + 0.01 v'.
    double vx = 1 + 0.49 / (MASS + 0.01);
    double vy = -0.5 + 0.01 * 0.5 / (MASS + 0.01);

    double[] state = after(new double[] {1, 2, 1, -0.5, 7}, 0.5f, 0);

    assertThat(state[0]).isCloseTo(1 + 0.01 * vx, within(1e-15));
    assertThat(state[1]).isCloseTo(2 + 0.01 * vy, within(1e-15));
    assertThat(state[2]).isCloseTo(vx, within(1e-15));
    assertThat(state[3]).isCloseTo(vy, within(1e-15));
    assertThat(state[4]).isEqualTo(8);
  }

  @Test
  void velocitiesAreClippedBeforeTheStepAndActionsToo() {
    double[] fast = after(new double[] {1, 2, 0, 9, 0}, 0, 0);
    double[] full = after(new double[] {1, 2, 0, 0, 0}, 0, -1);
    double[] overfull = after(new double[] {1, 2, 0, 0, 0}, 0, Float.NEGATIVE_INFINITY);

    assertThat(fast[3]).isCloseTo(5 - 0.01 * 5 / (MASS + 0.01), within(1e-14));
    assertThat(overfull).containsExactly(full);
  }

  @Test
  void aContactOfOneWallIsTheFormulaWorkedOutByHand() {
    // The wall of cell (0, 1) ends at x = 0.3; the ball's surface is 1 mm from it, 1 mm inside the
    // margin, so the impedance is 0.95. Seen along x, with n = 1 and f = -100 - vx:
    double a = 2 / (3 * MASS);
    double d = 0.95 / (0.05 * a);
    double r = -2 / (0.95 * 0.02) * -0.2 - 0.95 / (0.95 * 0.95 * 0.02 * 0.02) * -0.001;
    double acceleration = (-100 + 0.2 + d * r) / (MASS + d);
    double vx = -0.2 + 0.01 * MASS * acceleration / (MASS + 0.01);

    double[] state = after(new double[] {0.401, 1, -0.2, 0, 0}, -1, 0);

    assertThat(state[2]).isCloseTo(vx, within(1e-12));
    assertThat(state[0]).isCloseTo(0.401 + 0.01 * vx, within(1e-12));
    assertThat(state[3]).isZero();
  }

  @Test
  void aWallPushesOnlyWithinItsMarginAndNeverPulls() {
    // A ball that leaves the wall faster than the contact wants is left alone.
    double[] leaving = after(new double[] {0.4015, 1, 2, 0, 0}, 0, 0);
    double[] outside = after(new double[] {0.4021, 1, -0.5, 0, 0}, 0, 0);

    assertThat(leaving[2]).isCloseTo(2 - 0.02 / (MASS + 0.01), within(1e-14));
    assertThat(outside[2]).isCloseTo(-0.5 + 0.005 / (MASS + 0.01), within(1e-14));
  }

  @Test
  void aHeadOnWallStopsTheBallAndHoldsItWithinAFifthOfItsRadius() {
    env.restoreState(new double[] {3, 1.1, 0, -5, 0});
    for (int step = 0; step < 200; step++) {
      env.step(new float[] {0, -1});
    }

    // The wall ends at y = 0.3, so the ball touches it at 0.4.
    double[] state = env.saveState();
    assertThat(state[1]).isCloseTo(0.4, within(0.02));
    assertThat(state[3]).isCloseTo(0, within(1e-9));
    assertThat(state[0]).isEqualTo(3);
  }

  @Test
  void twoWallsInACornerHoldTheBallAlongBothAxes() {
    env.restoreState(new double[] {1, 1, 0, 0, 0});
    for (int step = 0; step < 200; step++) {
      env.step(new float[] {-1, -1});
    }

    double[] state = env.saveState();
    assertThat(state[0]).isCloseTo(0.4, within(0.02));
    assertThat(state[1]).isEqualTo(state[0]);
    assertThat(state[2]).isCloseTo(0, within(1e-9));
  }

  @Property(tries = 50)
  void theBallStaysInFreeCellsWhateverTheMotorsDo(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    PointMaze large = new PointMaze(Maze.LARGE, false, 800);
    large.reset(seed);
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    float[] action = new float[2];
    for (int step = 0; step < 800; step++) {
      if (step % 40 == 0) {
        action[0] = random.nextInt(3) - 1;
        action[1] = random.nextInt(3) - 1;
      }
      large.step(action);
      double[] state = large.saveState();
      Maze.Cell cell = Maze.LARGE.cellAt(state[0], state[1]);
      assertThat(Maze.LARGE.wall(cell.x(), cell.y())).isFalse();
    }
  }

  @Test
  void rewardsAreOfThePositionAfterTheStep() {
    PointMaze dense = new PointMaze(Maze.UMAZE, true, 300);
    double[] justOutside = {1, 1.51, 0, -5, 0};
    env.restoreState(justOutside);
    dense.restoreState(justOutside);

    double sparseReward = env.step(new float[2]).reward();
    double denseReward = dense.step(new float[2]).reward();

    assertThat(sparseReward).isEqualTo(1);
    assertThat(denseReward).isCloseTo(Math.exp(-(env.saveState()[1] - 1)), within(1e-15));
    env.restoreState(new double[] {1, 1.49, 0, 5, 0});
    assertThat(env.step(new float[2]).reward()).isZero();
  }

  @Test
  void anEpisodeIsTruncatedAtTheLimitAndNeverTerminates() {
    env.restoreState(new double[] {1, 1, 0, 0, 298});

    assertThat(env.step(new float[2]).ended()).isFalse();
    Env.Step last = env.step(new float[2]);

    assertThat(last.truncated()).isTrue();
    assertThat(last.terminated()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[2]))
        .withMessageContaining("Call reset");
  }

  @Test
  void episodesStartWithinATenthOfEveryFreeCellsCoordinates() {
    Set<Maze.Cell> seen = new HashSet<>();
    double squares = 0;
    for (int seed = 0; seed < 500; seed++) {
      float[] start = env.reset(seed);
      Maze.Cell cell = new Maze.Cell(Math.round(start[0]), Math.round(start[1]));
      seen.add(cell);
      assertThat((double) start[0]).isCloseTo(cell.x(), within(0.1));
      assertThat((double) start[1]).isCloseTo(cell.y(), within(0.1));
      squares += start[2] * start[2] + start[3] * start[3];
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(Maze.UMAZE.freeCells());
    // A sum of 1,000 squares of 0.1 N(0, 1): 10, with standard deviation 0.45.
    assertThat(squares).isCloseTo(10, within(2.0));
  }

  @Test
  void theSeedDecidesTheStart() {
    float[] start = env.reset(11);

    assertThat(env.reset(11)).containsExactly(start);
    assertThat(env.reset(12)).isNotEqualTo(start);
  }

  @Test
  void aRestoredEpisodeGoesOnAsTheSavedOneBitForBit() {
    env.reset(5);
    for (int step = 0; step < 50; step++) {
      env.step(new float[] {-1, 0.3f});
    }
    double[] saved = env.saveState();
    PointMaze other = new PointMaze(Maze.UMAZE, false, 300);
    float[] seen = other.restoreState(saved);

    assertThat(seen)
        .containsExactly((float) saved[0], (float) saved[1], (float) saved[2], (float) saved[3]);
    for (int step = 50; step < 300; step++) {
      float[] action = {step % 7 < 3 ? 1 : -1, 0.2f};
      assertThat(other.step(action).observation()).containsExactly(env.step(action).observation());
    }
    assertThat(other.saveState()).containsExactly(env.saveState());
  }

  @Test
  void actionsThatAreNoneAreRefused() {
    env.reset(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[] {0, Float.NaN}))
        .withMessageContaining("action[1] is NaN at step 0")
        .withMessageContaining("mend the policy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.step(new float[3]))
        .withMessageContaining("has 3 numbers, but 2 are expected");
    assertThat(env.saveState()[4]).as("steps taken").isZero();
  }

  @Test
  void nothingHappensBeforeAnEpisode() {
    assertThatIllegalStateException()
        .isThrownBy(() -> env.step(new float[2]))
        .withMessageContaining("before an episode has begun");
    assertThatIllegalStateException()
        .isThrownBy(env::saveState)
        .withMessageContaining("before an episode has begun");
  }

  @Test
  void statesThatAreNoneAreRefusedAndTheOldOneStays() {
    env.restoreState(new double[] {1, 1, 0, 0, 3});
    double[] before = env.saveState();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {2, 2, 0, 0, 0}))
        .withMessageContaining("(2.0, 2.0) lies in a wall of the umaze maze")
        .withMessageContaining("centered at (i - 0.2, j - 0.2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {0.3, 1, 0, 0, 0}))
        .withMessageContaining("lies in a wall");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {-100, 1e9, 0, 0, 0}))
        .withMessageContaining("lies in a wall");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {1, 1, Double.NaN, 0, 0}))
        .withMessageContaining("state[2] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[] {1, 1, 0, 0, 301}))
        .withMessageContaining("steps taken is 301.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> env.restoreState(new double[4]))
        .withMessageContaining("has 4 numbers, but 5 are expected");
    assertThat(env.saveState()).containsExactly(before);
    assertThat(Arrays.stream(before).sum()).isEqualTo(5);
  }
}
