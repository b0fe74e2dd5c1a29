package dev.strandline.ope.verdict;

import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.policy.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Estimates made of others from the same log, resampled with them. */
public final class Combination {

  private Combination() {}

  /** a - b, paired by group. */
  public static Replicates difference(Replicates a, Replicates b) {
    return weighted(new double[] {1, -1}, List.of(a, b));
  }

  /**
   * sum_j c_j V_j, such as several rewards in one currency.
   *
   * @param coefficients one for each part
   */
  public static Replicates weighted(double[] coefficients, List<Replicates> parts) {
    Check.length(coefficients.length, parts.size(), "Coefficients of the parts");
    int groups = groups(parts);
    return new Replicates() {
      @Override
      public int groups() {
        return groups;
      }

      @Override
      public double value(double[] counts) {
        double sum = 0;
        for (int j = 0; j < coefficients.length; j++) {
          sum += coefficients[j] * parts.get(j).value(counts);
        }
        return sum;
      }

      @Override
      public double[] influence(double[] counts) {
        double[] sum = new double[groups];
        for (int j = 0; j < coefficients.length; j++) {
          double[] part = parts.get(j).influence(counts);
          for (int g = 0; g < groups; g++) {
            sum[g] += coefficients[j] * part[g];
          }
        }
        return sum;
      }
    };
  }

  /** numerator / denominator, such as reward per cost; NaN unless the denominator is positive. */
  public static Replicates ratio(Replicates numerator, Replicates denominator) {
    int groups = groups(List.of(numerator, denominator));
    return new Replicates() {
      @Override
      public int groups() {
        return groups;
      }

      @Override
      public double value(double[] counts) {
        double below = denominator.value(counts);
        return below > 0 ? numerator.value(counts) / below : Double.NaN;
      }

      @Override
      public double[] influence(double[] counts) {
        double below = denominator.value(counts);
        double ratio = numerator.value(counts) / below;
        double[] influence = numerator.influence(counts).clone();
        double[] belows = denominator.influence(counts);
        for (int g = 0; g < groups; g++) {
          influence[g] = (influence[g] - ratio * belows[g]) / below;
        }
        return influence;
      }
    };
  }

  /**
   * The estimate of {@link #ratio}, with its standard error by the groups' influence.
   *
   * @param name for reports, as in {@code "reward per cost"}
   * @param numerator from which the weights and the number of units are taken
   */
  public static Estimate ratioEstimate(String name, Estimate numerator, Replicates ratio) {
    double value = ratio.value(ones(ratio));
    return new Estimate(
        name,
        value,
        standardError(ratio),
        numerator.units(),
        false,
        numerator.weights(),
        Double.isNaN(value)
            ? List.of("The estimated denominator is not positive.")
            : numerator.remarks());
  }

  /** Standard error over the groups. */
  static double standardError(Replicates replicates) {
    double[] ones = ones(replicates);
    return standardError(replicates.influence(ones), ones);
  }

  /**
   * sqrt(sum c psi^2), psi centered: estimates that divide by a fixed number of rows have the same
   * error as those that count them.
   */
  static double standardError(double[] influence, double[] counts) {
    double total = 0;
    double sum = 0;
    for (int g = 0; g < counts.length; g++) {
      total += counts[g];
      sum += counts[g] * influence[g];
    }
    double mean = sum / total;
    double squares = 0;
    for (int g = 0; g < counts.length; g++) {
      double deviation = influence[g] - mean;
      squares += counts[g] * deviation * deviation;
    }
    return Math.sqrt(squares);
  }

  static double[] ones(Replicates replicates) {
    double[] ones = new double[replicates.groups()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** The number of groups that all have. */
  static int groups(List<Replicates> parts) {
    Optional<Replicates> first = parts.stream().findFirst();
    Check.that(first.isPresent(), "There is nothing to combine. Give one estimate at least.");
    int groups = first.get().groups();
    for (Replicates part : parts) {
      Check.that(
          part.groups() == groups,
          "Estimates with %d and with %d groups of units are not from the same rows. Accumulate "
              + "all of them from one log with the same unit keys.",
          groups,
          part.groups());
    }
    return groups;
  }
}
