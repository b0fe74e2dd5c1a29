package dev.strandline.ope.learning;

import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Folds;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Chooses a learner's settings, such as lambda or tau, by the value of what they learn on rows that
 * it was not learned from. The objective that a learner descends on its own rows says little about
 * that.
 *
 * @param best the setting of the largest value; the first of equal ones
 * @param values of all settings in their order; NaN where the estimate is undefined
 * @param <S> settings
 */
public record PolicyTuning<S>(S best, List<Double> values) {

  public PolicyTuning {
    values = List.copyOf(values);
  }

  /**
   * Learns a policy.
   *
   * @param <S> settings
   */
  @FunctionalInterface
  public interface Learner<S> {
    /** A policy with settings {@code setting} from the rows given, and no others. */
    SoftmaxPolicy fit(S setting, int[] rows);
  }

  /**
   * Compares settings. Each fold's rows are given the probabilities of a policy that was learned
   * from the other folds; the value is that of all rows together.
   *
   * @param folds of these decisions
   * @param value estimates a target's value from its probabilities on all rows, {@code [n, K]}: by
   *     SNIPS or DR, say
   * @throws IllegalArgumentException if no setting has a defined value
   */
  public static <S> PolicyTuning<S> choose(
      List<S> settings,
      Decisions decisions,
      Folds folds,
      Learner<S> learner,
      ToDoubleFunction<double[]> value) {
    Check.that(!settings.isEmpty(), "there is no setting to choose from. Give at least one.");
    Check.that(
        !folds.modelsSeeTheirRows() && folds.size() == decisions.size(),
        "the folds are %d over %d rows, but %d rows are to be judged by policies that have not seen them. Use"
            + " Folds.shuffled of these decisions.",
        folds.count(),
        folds.size(),
        decisions.size());
    double[] values =
        settings.stream()
            .mapToDouble(setting -> value.applyAsDouble(unseen(setting, decisions, folds, learner)))
            .toArray();
    int best = -1;
    for (int s = 0; s < values.length; s++) {
      if (!Double.isNaN(values[s]) && (best < 0 || values[s] > values[best])) {
        best = s;
      }
    }
    Check.that(
        best >= 0,
        "none of the %d settings has a defined value: the learned policies take none of the logged actions. Use"
            + " higher temperatures or more rows.",
        values.length);
    return new PolicyTuning<>(settings.get(best), Arrays.stream(values).boxed().toList());
  }

  private static <S> double[] unseen(
      S setting, Decisions decisions, Folds folds, Learner<S> learner) {
    int actions = decisions.actions();
    double[] table = new double[decisions.size() * actions];
    for (int f = 0; f < folds.count(); f++) {
      int[] heldOut = folds.heldOut(f);
      double[] p = learner.fit(setting, folds.training(f)).probabilities(decisions.rows(heldOut));
      for (int i = 0; i < heldOut.length; i++) {
        System.arraycopy(p, i * actions, table, heldOut[i] * actions, actions);
      }
    }
    return table;
  }
}
