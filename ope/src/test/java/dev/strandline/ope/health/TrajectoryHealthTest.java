package dev.strandline.ope.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Target;
import dev.strandline.datasets.Transitions;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectoryHealthTest {

  @Test
  void weightsOfWholeEpisodesAreProductsOfTheirSteps() {
    // Ratios 2, 1/2 | 2: products 1 and 2.
    Transitions log =
        builder(new float[] {0, 1, 1}, new boolean[] {false, true, true})
            .extra("propensity", Column.Numbers.scalar(new double[] {0.25, 0.5, 0.25}))
            .extra("e", Column.Numbers.scalar(new double[] {0.5, 0.25, 0.5}))
            .build();

    HealthReport report = TrajectoryHealth.of(log, List.of(Target.of("new", log, "e")));

    assertThat(report.weights().get("new").count()).isEqualTo(2);
    assertThat(report.weights().get("new").mean()).isEqualTo(1.5);
    assertThat(report.weights().get("new").max()).isEqualTo(2);
  }

  @Test
  void longEpisodesLeaveFewAndTheStepIsNamed() {
    int episodes = 200;
    int steps = 60;
    RandomStream random = new Streams(3).open("log");
    float[] actions = new float[episodes * steps];
    boolean[] terminal = new boolean[actions.length];
    double[] propensity = new double[actions.length];
    double[] e = new double[2 * actions.length];
    for (int row = 0; row < actions.length; row++) {
      actions[row] = random.nextInt(2);
      terminal[row] = row % steps == steps - 1;
      propensity[row] = 0.5;
      e[2 * row] = 0.9;
      e[2 * row + 1] = 0.1;
    }
    Transitions log =
        builder(actions, terminal)
            .extra("propensity", Column.Numbers.scalar(propensity))
            .extra("e", Column.Numbers.vectors(e, 2))
            .build();

    HealthReport report = TrajectoryHealth.of(log, List.of(Target.of("new", log, "e")));

    assertThat(report.of(Kind.EFFECTIVE_SAMPLE_SIZE)).hasSize(1);
    assertThat(report.of(Kind.EFFECTIVE_SAMPLE_SIZE).get(0).problem())
        .matches(
            "after step \\d+ the weights leave an effective sample size of \\d\\.\\d of 200 episodes\\.");
    assertThat(report.of(Kind.MEAN_WEIGHT)).isEmpty();
    assertThat(report.text()).doesNotContain("NaN");
  }

  @Test
  void episodesThatEndedKeepTheirWeights() {
    // Ratios 2 | 2, 1/4 | 0: after step 0 weights 2, 2, 0; after step 1, 2, 1/2, 0.
    Transitions log =
        builder(new float[] {0, 1, 1, 0}, new boolean[] {true, false, true, true})
            .extra("propensity", Column.Numbers.scalar(new double[] {0.5, 0.25, 0.8, 0.5}))
            .extra("e", Column.Numbers.scalar(new double[] {1, 0.5, 0.2, 0}))
            .build();
    Thresholds half = new Thresholds(3, 0.5, 0.01, 0.99, 0.95, 0.95, 0.001);

    HealthReport report = TrajectoryHealth.of(log, List.of(Target.of("new", log, "e")), half);

    Finding few = report.of(Kind.EFFECTIVE_SAMPLE_SIZE).get(0);
    assertThat(few.problem()).startsWith("after step 1 the weights leave");
    assertThat(Double.parseDouble(few.value())).isCloseTo(6.25 / 4.25, within(1e-12));
  }

  @Test
  void oneLongEpisodeAmongManyShortOnesCostsNoMoreThanItsRows() {
    int episodes = 100_000;
    int longest = 100_000;
    float[] actions = new float[episodes + longest - 1];
    boolean[] terminal = new boolean[actions.length];
    Arrays.fill(terminal, longest - 1, terminal.length, true);
    double[] half = new double[actions.length];
    Arrays.fill(half, 0.5);
    Transitions log =
        builder(actions, terminal)
            .extra("propensity", Column.Numbers.scalar(half))
            .extra("e", Column.Numbers.scalar(half))
            .build();
    List<Target> targets = List.of(Target.of("new", log, "e"));

    HealthReport report =
        assertTimeout(Duration.ofSeconds(20), () -> TrajectoryHealth.of(log, targets));

    assertThat(log.episodes()).isEqualTo(episodes);
    assertThat(report.of(Kind.EFFECTIVE_SAMPLE_SIZE)).isEmpty();
  }

  @Test
  void impossiblePropensitiesRejectTheLogWithTheirRow() {
    Transitions log =
        builder(new float[] {0, 1}, new boolean[] {false, true})
            .extra("propensity", Column.Numbers.scalar(new double[] {0.5, Double.NaN}))
            .build();

    HealthReport report = TrajectoryHealth.of(log, List.of());

    assertThat(report.rejects()).isTrue();
    assertThat(report.findings().get(0).row()).hasValue(1);
    assertThat(report.findings().get(0).value()).isEqualTo("missing or NaN");
  }

  @Test
  void unfinishedEpisodesAndMissingPropensitiesAreSaid() {
    Transitions log = builder(new float[] {0, 1, 0}, new boolean[] {false, true, false}).build();

    HealthReport report = TrajectoryHealth.of(log, List.of());

    assertThat(report.of(Kind.UNFINISHED_EPISODES).get(0).row()).hasValue(2);
    assertThat(report.of(Kind.MISSING_PROPENSITIES)).hasSize(1);
  }

  private static Transitions.Builder builder(float[] actions, boolean[] terminal) {
    double[] rewards = new double[actions.length];
    Arrays.setAll(rewards, row -> row % 3);
    return new Transitions.Builder(1, new ActionSpace.Discrete(2))
        .observations(new float[actions.length])
        .actions(actions)
        .rewards(rewards)
        .terminal(terminal)
        .truncated(new boolean[actions.length])
        .episodesByEnds();
  }
}
