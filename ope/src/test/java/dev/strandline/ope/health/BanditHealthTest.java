package dev.strandline.ope.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.health.Finding.Kind;
import dev.strandline.ope.health.Finding.Severity;
import dev.strandline.policy.RandomStream;
import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BanditHealthTest {

  private static final double[] LOGGER = {0.5, 0.3, 0.2};

  @Test
  void aSoundLogHasNothingToRemark() {
    BanditLog log = log(2_000, 1, builder -> builder);

    HealthReport report = BanditHealth.of(log, List.of(Target.uniform(log)));

    assertThat(report.findings()).isEmpty();
    assertThat(report.rows()).isEqualTo(2_000);
    assertThat(report.rejects()).isFalse();
    assertThat(report.text()).isEqualTo("2,000 rows: nothing to remark.");
    assertThat(report.weights().get("uniform").mean()).isBetween(0.9, 1.1);
  }

  @Test
  void weightsAreDiagnosedAsWorkedOutByHand() {
    // Weights 2, 1/2, 1.
    BanditLog log =
        BanditLog.discrete(2)
            .actions(new int[] {0, 1, 1})
            .rewards(new double[] {1, 0, 3})
            .propensities(new double[] {0.25, 0.5, 0.4})
            .build();
    Target target = new Target("new", new double[] {0.5, 0.25, 0.4}, Optional.empty());

    WeightDiagnostics weights = BanditHealth.of(log, List.of(target)).weights().get("new");

    assertThat(weights.count()).isEqualTo(3);
    assertThat(weights.mean()).isEqualTo(3.5 / 3);
    assertThat(weights.effectiveSampleSize()).isCloseTo(3.5 * 3.5 / 5.25, within(1e-12));
    assertThat(weights.max()).isEqualTo(2);
  }

  @Test
  void missingPropensitiesAreSaid() {
    BanditLog log = log(100, 1, builder -> builder.propensities(null));

    HealthReport report = BanditHealth.of(log, List.of(Target.uniform(log)));

    Finding finding = report.of(Kind.MISSING_PROPENSITIES).get(0);
    assertThat(finding.severity()).isEqualTo(Severity.WARN);
    assertThat(finding.column()).isEqualTo("propensity");
    assertThat(finding.cure().get()).contains("fitted");
    assertThat(report.weights()).isEmpty();
  }

  @Test
  void propensitiesThatAreTooLargeShowInTheMeanWeightAndInWhatWasTaken() {
    BanditLog sound = log(4_000, 1, builder -> builder);
    double[] doubled = sound.propensities().get().clone();
    Arrays.setAll(doubled, i -> doubled[i] * 1.6);
    BanditLog log = log(4_000, 1, builder -> builder.propensities(doubled));

    HealthReport report = BanditHealth.of(log, List.of(Target.uniform(log)));

    assertThat(report.of(Kind.MEAN_WEIGHT)).hasSize(1);
    assertThat(report.of(Kind.MEAN_WEIGHT).get(0).column()).isEqualTo("uniform");
    assertThat(report.of(Kind.MEAN_WEIGHT).get(0).problem()).contains("0.62");
    assertThat(report.of(Kind.MISMATCHED_PROPENSITIES)).hasSize(1);
    assertThat(report.of(Kind.MISMATCHED_PROPENSITIES).get(0).problem())
        .contains("and so for 2 more");
  }

  @Test
  void propensitiesOfAnotherActionAreFound() {
    BanditLog sound = log(4_000, 1, builder -> builder);
    double[] wrong = new double[4_000];
    Arrays.setAll(wrong, i -> LOGGER[(sound.actions()[i] + 1) % 3]);

    HealthReport report =
        BanditHealth.of(log(4_000, 1, builder -> builder.propensities(wrong)), List.of());

    assertThat(report.of(Kind.MISMATCHED_PROPENSITIES)).hasSize(1);
  }

  @Test
  void aDistributionThatDoesNotFitTheActionsIsFound() {
    double[] uniform = new double[3 * 4_000];
    Arrays.fill(uniform, 1.0 / 3);
    BanditLog log = log(4_000, 1, builder -> builder.propensities(null).behavior(uniform));

    HealthReport report = BanditHealth.of(log, List.of());

    Finding finding = report.of(Kind.MISMATCHED_PROPENSITIES).get(0);
    assertThat(finding.column()).isEqualTo("behavior_distribution");
    assertThat(finding.problem()).contains("action 0 was taken").contains("1333.3 were expected");
  }

  @Test
  void aPropensityThatItsDistributionContradictsIsRejectedWithItsRow() {
    BanditLog log =
        BanditLog.discrete(2)
            .firstRow(100)
            .actions(new int[] {0, 1})
            .rewards(new double[] {1, 2})
            .propensities(new double[] {0.5, 0.25})
            .behavior(new double[] {0.5, 0.5, 0.5, 0.5})
            .build();

    HealthReport report = BanditHealth.of(log, List.of());

    assertThat(report.rejects()).isTrue();
    Finding finding = report.findings().get(0);
    assertThat(finding.row()).hasValue(101);
    assertThat(finding.problem()).contains("0.25").contains("0.5").contains("1 of 2 rows");
  }

  @Test
  void aTargetFarFromTheLoggerLeavesFewRows() {
    BanditLog log = log(1_000, 1, builder -> builder); // weight 1 on one row of 50, else 0
    double[] logged = new double[1_000];
    for (int row = 0; row < 1_000; row += 50) {
      logged[row] = log.propensities().get()[row];
    }

    HealthReport report =
        BanditHealth.of(log, List.of(new Target("far", logged, Optional.empty())));

    Finding finding = report.of(Kind.EFFECTIVE_SAMPLE_SIZE).get(0);
    assertThat(Double.parseDouble(finding.value())).isEqualTo(20, within(1e-9));
    assertThat(finding.problem()).contains("20.0 of 1,000 rows (2.0 percent)");
    assertThat(report.of(Kind.MEAN_WEIGHT).get(0).cure().get()).contains("too large");
  }

  @Test
  void massOnUntriedActionsIsUnsupported() {
    BanditLog log =
        BanditLog.discrete(3)
            .actionLabels(List.of("a", "b", "c"))
            .actions(new int[] {0, 1, 0, 1})
            .rewards(new double[] {1, 2, 3, 4})
            .propensities(new double[] {0.5, 0.5, 0.5, 0.5})
            .build();

    HealthReport report = BanditHealth.of(log, List.of(Target.uniform(log)));

    assertThat(report.of(Kind.UNTRIED_ACTIONS).get(0).problem())
        .isEqualTo("1 of 3 actions were never taken: c.");
    assertThat(report.of(Kind.SUPPORT).get(0).problem())
        .isEqualTo("puts 33.3 percent of its probability on actions that the log never takes: c.");
    assertThat(report.of(Kind.SUPPORT).get(0).severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void massOnMaskedAndExcludedActionsIsUnsupportedFromItsFirstRowOn() {
    BanditLog log =
        BanditLog.discrete(2)
            .actions(new int[] {0, 1, 0})
            .rewards(new double[] {1, 2, 3})
            .behavior(new double[] {0.5, 0.5, 0.5, 0.5, 1, 0})
            .available(new boolean[] {true, true, false, true, true, true})
            .build();
    Target target = Target.of("even", log, new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5});

    List<Finding> support = BanditHealth.of(log, List.of(target)).of(Kind.SUPPORT);

    assertThat(support).hasSize(2);
    assertThat(support.get(0).problem()).contains("16.7 percent").contains("not available");
    assertThat(support.get(0).row()).hasValue(1);
    assertThat(support.get(1).problem()).contains("16.7 percent").contains("probability 0");
    assertThat(support.get(1).row()).hasValue(2);
  }

  @Test
  void aTargetThatTakesNoneOfTheLoggedActionsIsSaid() {
    BanditLog log = log(50, 1, builder -> builder);

    HealthReport report =
        BanditHealth.of(log, List.of(new Target("other", new double[50], Optional.empty())));

    assertThat(report.text()).contains("takes none of the logged actions").doesNotContain("NaN");
  }

  @Test
  void constantAndSparseRewardsAreSaid() {
    double[] one = new double[100];
    Arrays.fill(one, 1);
    double[] few = new double[100];
    few[7] = 1;

    assertThat(
            BanditHealth.of(log(100, 1, builder -> builder.rewards(one)), List.of())
                .of(Kind.CONSTANT_REWARD))
        .hasSize(1);
    assertThat(
            BanditHealth.of(log(100, 1, builder -> builder.rewards(few)), List.of())
                .of(Kind.SPARSE_REWARD)
                .get(0)
                .problem())
        .isEqualTo("99.00 percent of the rewards are 0; only 1 rows carry news.");
  }

  @Test
  void aLoggerWithoutExplorationIsSaid() {
    double[] sure = new double[100];
    Arrays.fill(sure, 0.999);
    sure[3] = 0.001;

    HealthReport report =
        BanditHealth.of(log(100, 1, builder -> builder.propensities(sure)), List.of());

    assertThat(report.of(Kind.NEAR_DETERMINISTIC).get(0).problem()).contains("99.0 percent");
  }

  @Test
  void realActionsThatAreWholeAreSuspicious() {
    BanditLog log =
        BanditLog.continuous(1)
            .actionVectors(new double[] {1, 2, 3})
            .rewards(new double[] {1, 2, 3})
            .propensities(new double[] {1, 1, 1})
            .build();

    assertThat(BanditHealth.of(log, List.of()).of(Kind.WHOLE_ACTIONS)).hasSize(1);
  }

  @Test
  void aLogThatCannotBeBuiltHasAReportAllTheSame() {
    BadRowsException bad =
        catchThrowableOfType(
            BadRowsException.class,
            () -> log(10, 1, builder -> builder.propensities(new double[10])));

    HealthReport report = HealthReport.rejected(bad);

    assertThat(report.rejects()).isTrue();
    Finding finding = report.findings().get(0);
    assertThat(finding.column()).isEqualTo("propensity");
    assertThat(finding.row()).hasValue(0);
    assertThat(finding.value()).isEqualTo("0.0");
    assertThat(finding.problem()).contains("10 of 10 rows");
    assertThat(finding.cure().get()).contains("Mend the logging");
  }

  @Test
  void noRowsIsNoReport() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new BanditHealth(Thresholds.defaults()).report());
  }

  @Property(tries = 60)
  void partsGiveTheReportOfTheWhole(
      @ForAll @IntRange(min = 2, max = 400) int rows, @ForAll @IntRange(max = 1_000) int seed) {
    RandomStream random = new Streams(seed).open("split");
    int[] actions = new int[rows];
    double[] rewards = new double[rows];
    double[] propensities = new double[rows];
    double[] e = new double[3 * rows];
    for (int row = 0; row < rows; row++) {
      actions[row] = random.nextInt(3);
      rewards[row] = random.nextInt(2);
      propensities[row] = Math.max(1e-9, random.nextDouble() * random.nextDouble());
      e[3 * row + random.nextInt(3)] = 1;
    }
    int cut = 1 + random.nextInt(rows - 1);
    BanditHealth left = new BanditHealth(Thresholds.defaults());
    BanditHealth right = new BanditHealth(Thresholds.defaults());
    add(left, 0, cut, actions, rewards, propensities, e);
    add(right, cut, rows, actions, rewards, propensities, e);
    BanditHealth whole = new BanditHealth(Thresholds.defaults());
    add(whole, 0, rows, actions, rewards, propensities, e);

    right.merge(left);

    HealthReport expected = whole.report();
    HealthReport merged = right.report();
    assertThat(merged.findings())
        .extracting(Finding::check)
        .isEqualTo(expected.findings().stream().map(Finding::check).toList());
    assertThat(merged.rows()).isEqualTo(rows);
    assertThat(merged.weights().get("e").mean())
        .isCloseTo(expected.weights().get("e").mean(), withinPercentage(1e-9));
    assertThat(merged.text()).doesNotContain("NaN").doesNotContain("null");
  }

  private static void add(
      BanditHealth health,
      int from,
      int to,
      int[] actions,
      double[] rewards,
      double[] propensities,
      double[] e) {
    BanditLog part =
        BanditLog.discrete(3)
            .firstRow(from)
            .actions(Arrays.copyOfRange(actions, from, to))
            .rewards(Arrays.copyOfRange(rewards, from, to))
            .propensities(Arrays.copyOfRange(propensities, from, to))
            .build();
    health.add(part, List.of(Target.of("e", part, Arrays.copyOfRange(e, 3 * from, 3 * to))));
  }

  /** Rows of a logger that takes actions 0, 1, 2 with probabilities 0.5, 0.3, 0.2. */
  private static BanditLog log(int rows, long seed, UnaryOperator<BanditLog.Builder> change) {
    RandomStream random = new Streams(seed).open("log");
    int[] actions = new int[rows];
    double[] rewards = new double[rows];
    double[] propensities = new double[rows];
    for (int row = 0; row < rows; row++) {
      double u = random.nextDouble();
      actions[row] = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
      rewards[row] = random.nextGaussian();
      propensities[row] = LOGGER[actions[row]];
    }
    return change
        .apply(BanditLog.discrete(3).actions(actions).rewards(rewards).propensities(propensities))
        .build();
  }
}
