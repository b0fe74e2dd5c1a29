package dev.strandline.ope.model;

import dev.strandline.policy.Streams;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Importance weights without propensities: a classifier tells logged actions from actions drawn
 * from the target policy in the same contexts; its odds are the weight.
 *
 * <p>Source: Sondhi, Arbour and Dimmery, "Balanced Off-Policy Evaluation in General Action Spaces",
 * 2020. Logistic regression (Tribuo) on context, action and their products, calibrated on units
 * that the classifier did not see, cross-fitted by unit, one model for each position. The weights
 * are right up to the classifier's error only: use them self-normalized.
 */
public final class DensityRatios {

  private final double[] ratio;
  private final Provenance provenance;

  private DensityRatios(double[] ratio, Provenance provenance) {
    this.ratio = ratio;
    this.provenance = provenance;
  }

  /**
   * Estimates e(a|x) / b(a|x) at the logged actions.
   *
   * @param target e(.|x), {@code [n, K]}
   * @param folds number of folds, at least 2
   * @param seed of the folds, the calibration split and the drawn actions
   */
  public static DensityRatios estimate(
      Decisions decisions, double[] target, Sgd sgd, int folds, long seed) {
    decisions.checkDistribution(target, "target");
    Decisions drawn = draw(decisions, target, seed);
    double[] ratio = new double[decisions.size()];
    Folds outer = Folds.shuffled(decisions, folds, seed);
    outer.forEach(
        decisions,
        (training, heldOut) -> {
          Decisions both = pairs(decisions.rows(training)).followedBy(pairs(drawn.rows(training)));
          int[] label = new int[both.size()];
          Arrays.fill(label, training.length, label.length, 1);
          double[] p =
              ProbabilityFit.of(sgd, both, label, seed)
                  .probabilities(pairs(decisions.rows(heldOut)));
          for (int i = 0; i < heldOut.length; i++) {
            ratio[heldOut[i]] = p[2 * i + 1] / p[2 * i];
          }
        });
    return new DensityRatios(
        ratio,
        outer.provenance(
            "logistic classifier of target against logged actions (Tribuo), calibrated by slope and bias"));
  }

  private static Decisions draw(Decisions decisions, double[] target, long seed) {
    int actions = decisions.actions();
    int[] action = new int[decisions.size()];
    RandomGenerator stream = new Streams(seed).open("density-ratio-actions");
    for (int i = 0; i < action.length; i++) {
      double u = stream.nextDouble();
      int a = 0;
      int last = 0;
      for (; a < actions; a++) {
        double p = target[i * actions + a];
        if (p > 0) {
          last = a;
          u -= p;
          if (u < 0) {
            break;
          }
        }
      }
      action[i] = last;
    }
    return decisions.taking(action);
  }

  /** Context, action one-hot and their products as the context of a choice between two labels. */
  private static Decisions pairs(Decisions decisions) {
    Design design = Design.interacted();
    Scaling none = Scaling.none(decisions.features());
    SparseRows rows = SparseRows.of(decisions, design, none);
    int width = rows.width();
    double[] context = new double[decisions.size() * width];
    int[] index = new int[rows.mostNonZero()];
    double[] value = new double[rows.mostNonZero()];
    for (int i = 0; i < decisions.size(); i++) {
      int count = rows.write(i, index, value);
      for (int k = 0; k < count; k++) {
        context[i * width + index[k]] = value[k];
      }
    }
    Decisions pairs = Decisions.of(2, width, context, new int[decisions.size()]);
    return pairs.ofUnits(decisions.units());
  }

  /** e(a|x) / b(a|x) at the logged actions, {@code [n]}, positive; a copy. */
  public double[] ratio() {
    return ratio.clone();
  }

  /** Where the ratios come from. */
  public Provenance provenance() {
    return provenance;
  }

  /** What every estimate made with these must say. */
  public String remark() {
    return "Weights were estimated without propensities: " + provenance.sentence() + ".";
  }
}
