package dev.strandline.ope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ActionClassifierTest {

  @Test
  void fittedPropensitiesGiveTheValueThatUniformOnesMissByFar() {
    int n = 6_000;
    Log log = new Log(n, 3, 2, 1);
    double[] target = reversedLogger(log);
    double truth = 0; // of the same contexts
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < 3; a++) {
        truth += target[3 * i + a] * Log.expected(log.context[2 * i], a) / n;
      }
    }

    FittedProbabilities fitted = ActionClassifier.defaults().propensities(log.decisions);

    double[] uniform = new double[n];
    Arrays.fill(uniform, 1.0 / 3);
    assertThat(ips(log, target, uniform)).isNotCloseTo(truth, within(0.2));
    assertThat(ips(log, target, log.propensity)).isCloseTo(truth, within(0.08));
    assertThat(ips(log, target, fitted.logged())).isCloseTo(truth, within(0.08));
    assertThat(fitted.remark())
        .contains("estimated, not logged")
        .contains("multinomial logistic")
        .contains("3 folds");
  }

  /** exp(a x / 2) with the logger's order of actions turned round. */
  private static double[] reversedLogger(Log log) {
    double[] target = new double[log.behavior.length];
    for (int i = 0; i < log.action.length; i++) {
      for (int a = 0; a < 3; a++) {
        target[3 * i + a] = -0.5 * (a - 1) * log.context[2 * i];
      }
      Softmax.inPlace(target, 3 * i, 3);
    }
    return target;
  }

  private static double ips(Log log, double[] target, double[] propensity) {
    double sum = 0;
    for (int i = 0; i < log.action.length; i++) {
      sum += target[3 * i + log.action[i]] / propensity[i] * log.reward[i];
    }
    return sum / log.action.length;
  }

  @Test
  void probabilitiesAreCalibratedActionByActionAndBinByBin() {
    int n = 6_000;
    Log log = new Log(n, 3, 4, 2);

    FittedProbabilities p = ActionClassifier.defaults().propensities(log.decisions);

    for (int a = 0; a < 3; a++) {
      double[] predicted = new double[5];
      double[] taken = new double[5];
      int[] rows = new int[5];
      for (int i = 0; i < n; i++) {
        int bin = Math.min(4, (int) (5 * p.of(i, a)));
        predicted[bin] += p.of(i, a);
        taken[bin] += log.action[i] == a ? 1 : 0;
        rows[bin]++;
      }
      for (int bin = 0; bin < 5; bin++) {
        if (rows[bin] > 200) {
          double noise = 4 * Math.sqrt(0.25 / rows[bin]);
          assertThat(predicted[bin] / rows[bin])
              .as("action %d, bin %d", a, bin)
              .isCloseTo(taken[bin] / rows[bin], within(noise));
        }
      }
    }
  }

  @Test
  void rowsSumToOneAndNoLoggedActionIsImpossible() {
    // Action 3 is logged once: whoever holds it out has never seen it.
    Log log = new Log(400, 3, 1, 3);
    int[] action = log.action.clone();
    action[11] = 3;
    Decisions decisions = Decisions.of(4, 1, log.context, action);

    FittedProbabilities p = ActionClassifier.defaults().propensities(decisions);

    for (int i = 0; i < 400; i++) {
      assertThat(p.of(i, 0) + p.of(i, 1) + p.of(i, 2) + p.of(i, 3)).isCloseTo(1, within(1e-12));
    }
    assertThat(p.logged()[11]).isBetween(1e-6, 0.05);
  }

  @Test
  void aLogWithoutContextGivesFrequencies() {
    int[] action = new int[3_000];
    Arrays.setAll(action, i -> i % 10 < 7 ? 0 : 1);
    Decisions decisions = Decisions.of(2, 0, new double[0], action);

    FittedProbabilities p = ActionClassifier.defaults().propensities(decisions);

    assertThat(p.of(5, 0)).isCloseTo(0.7, within(0.03));
  }

  @Test
  void aRuleThatTheClassifierSeesIsRefusedWithItsFigure() {
    Log log = new Log(3_000, 2, 1, 4);
    int[] action = new int[3_000];
    Arrays.setAll(action, i -> log.context[i] > 0 ? 1 : 0);
    Decisions decisions = Decisions.of(2, 1, log.context, action);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActionClassifier.defaults().propensities(decisions))
        .withMessageContaining("position 0: the logger is nearly deterministic")
        .withMessageMatching(
            "(?s).* is (0\\.9[89]|1\\.00)\\d\\d on average over 3000 rows, above 0.98.*");
  }

  @Test
  void aRuleThatNoLinearClassifierSeesIsRefusedByItsRepeatedContexts() {
    // The parity of two bits; a linear classifier finds nothing in it.
    double[] context = new double[2_000];
    int[] action = new int[1_000];
    for (int i = 0; i < 1_000; i++) {
      context[2 * i] = i & 1;
      context[2 * i + 1] = i >> 1 & 1;
      action[i] = (i ^ i >> 1) & 1;
    }
    Decisions decisions = Decisions.of(2, 2, context, action);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActionClassifier.defaults().propensities(decisions))
        .withMessageContaining("repeats its action in the same context")
        .withMessageContaining("1.0000");
  }

  @Test
  void aChoiceThatIsOftenTheSameIsNotRefused() {
    int[] action = new int[2_000];
    Arrays.setAll(action, i -> i % 20 == 0 ? 1 : 0);

    FittedProbabilities p =
        ActionClassifier.defaults().propensities(Decisions.of(2, 0, new double[0], action));

    assertThat(p.of(0, 1)).isCloseTo(0.05, within(0.02));
  }

  @Test
  void anEmbeddingTellsTheAction() {
    // Actions 0, 1 have category 0; action 2 has category 1.
    Log log = new Log(1_000, 3, 1, 5);
    int[] category = Arrays.stream(log.action).map(a -> a == 2 ? 1 : 0).toArray();

    FittedProbabilities p =
        ActionClassifier.defaults()
            .actionGivenContext(log.decisions.withCategories(category, new int[] {2}));

    for (int i = 0; i < 1_000; i++) {
      assertThat(p.of(i, 2)).isCloseTo(category[i], within(0.05));
    }
  }

  @Test
  void densityRatiosComeCloseToTheTrueWeights() {
    int n = 6_000;
    Log log = new Log(n, 3, 2, 6);
    double[] target = reversedLogger(log);

    DensityRatios ratios = DensityRatios.estimate(log.decisions, target, Sgd.defaults(), 3, 1);

    double[] logRatio = new double[n];
    double[] logTruth = new double[n];
    double weighted = 0;
    double total = 0;
    double truth = 0;
    for (int i = 0; i < n; i++) {
      logRatio[i] = Math.log(ratios.ratio()[i]);
      logTruth[i] = Math.log(target[3 * i + log.action[i]] / log.propensity[i]);
      weighted += ratios.ratio()[i] * log.reward[i];
      total += ratios.ratio()[i];
      for (int a = 0; a < 3; a++) {
        truth += target[3 * i + a] * Log.expected(log.context[2 * i], a) / n;
      }
    }
    assertThat(TribuoLinearTest.rootMeanSquare(logRatio, logTruth)).isLessThan(0.3);
    assertThat(total / n).isCloseTo(1, within(0.1));
    assertThat(weighted / total).isCloseTo(truth, within(0.1));
    assertThat(ratios.remark()).contains("without propensities");
  }

  @Test
  void calibrationUndoesASlopeAndAShift() {
    // Labels drawn from softmax(z); the classifier claims softmax(2 z + (1, 0, -1)).
    int n = 20_000;
    RandomGenerator stream = new Streams(7).open("labels");
    double[] claimed = new double[3 * n];
    double[] truth = new double[3 * n];
    int[] label = new int[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 3; k++) {
        truth[3 * i + k] = stream.nextGaussian();
        claimed[3 * i + k] = 2 * truth[3 * i + k] + 1 - k;
      }
      Softmax.inPlace(truth, 3 * i, 3);
      double u = stream.nextDouble();
      while (label[i] < 2 && u >= truth[3 * i + label[i]]) {
        u -= truth[3 * i + label[i]++];
      }
    }

    Calibration.fit(claimed, label, 3).apply(claimed);

    assertThat(TribuoLinearTest.rootMeanSquare(claimed, truth)).isLessThan(0.01);
  }

  @Test
  void aCalibratedClassIsPredictedAsOftenAsItOccurs() {
    int n = 500;
    RandomGenerator stream = new Streams(8).open("labels");
    double[] logits = new double[2 * n];
    int[] label = new int[n];
    for (int i = 0; i < n; i++) {
      logits[2 * i] = stream.nextGaussian();
      label[i] = i % 5 == 0 ? 1 : 0;
    }

    Calibration.fit(logits, label, 2).apply(logits);

    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += logits[2 * i + 1] / n;
    }
    assertThat(mean).isCloseTo(0.2, within(2.0 / n)); // the prior is worth about one row
  }
}
