package dev.strandline.ope.model;

import java.util.Arrays;

/** A multinomial logistic classifier and its calibration, fitted to different units. */
final class ProbabilityFit {

  /** One part in this many of the units is kept for the calibration. */
  private static final int CALIBRATION_PART = 4;

  private final LinearScores scores;
  private final int rows;
  private final Calibration calibration;

  private ProbabilityFit(LinearScores scores, int rows, Calibration calibration) {
    this.scores = scores;
    this.rows = rows;
    this.calibration = calibration;
  }

  /** Fits P(label | context) to {@code decisions}; units split at random by the seed. */
  static ProbabilityFit of(Sgd sgd, Decisions decisions, int[] label, long seed) {
    Folds parts = Folds.shuffled(decisions, CALIBRATION_PART, seed);
    int[] training = parts.training(0);
    int[] held = parts.heldOut(0);
    LinearScores scores =
        MultinomialLogistic.fit(
            sgd,
            decisions.rows(training),
            at(label, training),
            SampleWeights.equal(training.length));
    ProbabilityFit uncalibrated = new ProbabilityFit(scores, training.length, null);
    double[] logits = uncalibrated.logProbabilities(decisions.rows(held));
    Calibration calibration = Calibration.fit(logits, at(label, held), decisions.actions());
    return new ProbabilityFit(scores, training.length, calibration);
  }

  private static int[] at(int[] column, int[] rows) {
    return Arrays.stream(rows).map(row -> column[row]).toArray();
  }

  /** Calibrated probabilities of all labels, {@code [n, K]}; none is 0. */
  double[] probabilities(Decisions decisions) {
    double[] p = logProbabilities(decisions);
    calibration.apply(p);
    return p;
  }

  /**
   * log((m p + 1 / K) / (m + 1)) for m training rows: one more row, shared by all labels, so that a
   * label that the classifier has not met is improbable and not impossible.
   */
  private double[] logProbabilities(Decisions decisions) {
    int classes = scores.outputs();
    double[] p = new double[decisions.size() * classes];
    for (int i = 0; i < decisions.size(); i++) {
      scores.write(decisions, i, p, i * classes);
      Softmax.inPlace(p, i * classes, classes);
    }
    for (int at = 0; at < p.length; at++) {
      p[at] = Math.log((rows * p[at] + 1.0 / classes) / (rows + 1.0));
    }
    return p;
  }
}
