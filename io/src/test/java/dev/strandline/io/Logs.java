package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;

/** Logs for the tests. */
final class Logs {

  private Logs() {}

  /** Random numbers, episodes of 7 steps that end by turns in both ways, the last unfinished. */
  static Transitions.Builder random(int rows, int observationSize, ActionSpace space, long seed) {
    RandomStream random = new Streams(seed).open("log");
    float[] observations = new float[rows * observationSize];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) random.nextGaussian();
    }
    float[] actions = new float[rows * space.size()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] =
          space instanceof ActionSpace.Discrete discrete
              ? random.nextInt(discrete.count())
              : (float) random.nextDouble(-1, 1);
    }
    double[] rewards = new double[rows];
    Arrays.setAll(rewards, row -> (float) random.nextGaussian());
    boolean[] terminal = new boolean[rows];
    boolean[] truncated = new boolean[rows];
    for (int row = 6; row < rows - 1; row += 7) {
      terminal[row] = row % 2 == 0;
      truncated[row] = row % 2 == 1;
    }
    return new Transitions.Builder(observationSize, space)
        .observations(observations)
        .actions(actions)
        .rewards(rewards)
        .terminal(terminal)
        .truncated(truncated)
        .episodesByEnds();
  }

  /** A log with all that one can have. */
  static Transitions full(int rows) {
    RandomStream random = new Streams(5).open("extras");
    Transitions.Builder log = random(rows, 3, ActionSpace.Box.symmetric(2, 1), 4);
    float[] next = new float[rows * 3];
    double[] rewards = new double[rows];
    double[] propensity = new double[rows];
    double[] state = new double[rows * 4];
    long[] clicks = new long[rows];
    String[] segments = new String[rows];
    boolean[] weekend = new boolean[rows];
    boolean[] mask = new boolean[rows * 5];
    for (int i = 0; i < next.length; i++) {
      next[i] = -i * 0.1f;
    }
    Arrays.setAll(rewards, row -> row / 3.0);
    Arrays.setAll(propensity, row -> random.nextDouble());
    Arrays.setAll(state, i -> random.nextGaussian());
    Arrays.setAll(clicks, row -> random.nextLong());
    for (int row = 0; row < rows; row++) {
      segments[row] = row % 3 == 0 ? null : "Größe " + row % 5;
      weekend[row] = row % 7 > 4;
    }
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % 3 != 0;
    }
    propensity[1] = Double.NaN;
    return log.rewards(rewards)
        .nextObservations(next)
        .extra("propensity", Column.Numbers.scalar(propensity))
        .extra("simulator_state", Column.Numbers.vectors(state, 4))
        .extra("available_actions", new Column.Flags(mask, 5, true))
        .extra("gain", Column.Numbers.vectors(rewards.clone(), 1))
        .extra("clicks", new Column.Integers(clicks))
        .extra("segment", new Column.Texts(segments))
        .extra("weekend", new Column.Flags(weekend, 1, false))
        .metadata(Transitions.ENVIRONMENT, "Tide-v1")
        .metadata(Transitions.REFERENCE_MAX, "12.5")
        .build();
  }

  /** Asserts that both logs hold the same numbers, bit for bit, and the same extras. */
  static void assertSame(Transitions actual, Transitions expected) {
    assertThat(ContentHash.of(actual)).isEqualTo(ContentHash.of(expected));
    assertThat(actual.size()).isEqualTo(expected.size());
    assertThat(actual.observationSize()).isEqualTo(expected.observationSize());
    assertThat(actual.actionSpace()).isEqualTo(expected.actionSpace());
    assertThat(actual.observations()).isEqualTo(expected.observations());
    assertThat(actual.actions()).isEqualTo(expected.actions());
    assertThat(actual.rewards()).isEqualTo(expected.rewards());
    assertThat(actual.terminal()).isEqualTo(expected.terminal());
    assertThat(actual.truncated()).isEqualTo(expected.truncated());
    assertThat(actual.nextObservations().isPresent())
        .isEqualTo(expected.nextObservations().isPresent());
    if (expected.nextObservations().isPresent()) {
      assertThat(actual.nextObservations().get()).isEqualTo(expected.nextObservations().get());
    }
    assertThat(actual.episodes()).isEqualTo(expected.episodes());
    for (int episode = 0; episode < expected.episodes(); episode++) {
      assertThat(actual.episodeId(episode)).isEqualTo(expected.episodeId(episode));
      assertThat(actual.episodeStart(episode)).isEqualTo(expected.episodeStart(episode));
    }
    assertThat(actual.extras().keySet())
        .containsExactlyInAnyOrderElementsOf(expected.extras().keySet());
    expected
        .extras()
        .forEach((name, column) -> assertSame(actual.extras().get(name), column, name));
  }

  /** Asserts that both columns hold the same values, bit for bit, in the same shape. */
  static void assertSame(Column actual, Column expected, String name) {
    assertThat(actual).as(name).hasSameClassAs(expected);
    if (expected instanceof Column.Numbers numbers) {
      Column.Numbers found = (Column.Numbers) actual;
      assertThat(found.values()).as(name).isEqualTo(numbers.values());
      assertThat(found.width()).as(name).isEqualTo(numbers.width());
      assertThat(found.list()).as(name).isEqualTo(numbers.list());
    } else if (expected instanceof Column.Integers integers) {
      assertThat(((Column.Integers) actual).values()).as(name).isEqualTo(integers.values());
    } else if (expected instanceof Column.Texts texts) {
      assertThat(((Column.Texts) actual).values()).as(name).isEqualTo(texts.values());
    } else if (expected instanceof Column.Flags flags) {
      Column.Flags found = (Column.Flags) actual;
      assertThat(found.values()).as(name).isEqualTo(flags.values());
      assertThat(found.width()).as(name).isEqualTo(flags.width());
      assertThat(found.list()).as(name).isEqualTo(flags.list());
    }
  }
}
