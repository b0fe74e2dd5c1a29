package dev.strandline.ope.verdict;

import dev.strandline.ope.Replicates;
import dev.strandline.ope.interval.MeanBound;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Judges candidates against the policy that logged: gates first, then the gain D_j = V_j - V_b on
 * shared rows with limits that hold for all candidates and metrics together.
 *
 * <p>Better, if L_j is above the margin; worse, if U_j is below minus the margin; cannot tell
 * otherwise, or if the gain has no spread, or if another unbiased estimate of the candidate is
 * significantly of the opposite sign. See {@link JointBootstrap} for the limits.
 *
 * @param alpha probability that any verdict of better or worse is wrong, half of it for each
 * @param resamples number of bootstrap resamples, at least 1,000
 * @param gates what the log must show first
 */
public record Judge(double alpha, int resamples, Gates gates) {

  public Judge {
    MeanBound.checkError(alpha, "Judge.alpha");
    Check.atLeast(resamples, 1_000, "Judge.resamples", "Fewer leave the limits to chance.");
  }

  /** 5 %, 1,000 resamples and the usual gates. */
  public static Judge defaults() {
    return new Judge(0.05, 1_000, Gates.defaults());
  }

  /** The same judge at another error probability. */
  public Judge withAlpha(double other) {
    return new Judge(other, resamples, gates);
  }

  /** The same judge with other gates. */
  public Judge withGates(Gates other) {
    return new Judge(alpha, resamples, other);
  }

  /** One decision for each candidate, in their order. */
  public List<Decision> decide(Metric metric, RandomGenerator random) {
    return decide(List.of(metric), random).get(0);
  }

  /**
   * Decisions on several metrics, all of whose limits hold together.
   *
   * @return {@code [metrics][candidates]}
   */
  public List<List<Decision>> decide(List<Metric> metrics, RandomGenerator random) {
    List<Replicates> gains = new ArrayList<>();
    List<Replicates> lifts = new ArrayList<>();
    for (Metric metric : metrics) {
      Replicates logging = new Remembered(metric.logging());
      for (Candidate candidate : metric.candidates()) {
        if (gates.firstFailure(candidate).isEmpty()) {
          Replicates gain = new Remembered(gain(metric, candidate.replicates(), logging));
          gains.add(gain);
          lifts.add(Combination.ratio(gain, logging));
        }
      }
    }
    int judged = gains.size();
    List<Limits> limits = List.of();
    List<Limits> relative = List.of();
    if (judged > 0) {
      gains.addAll(lifts);
      JointBootstrap bootstrap = new JointBootstrap(gains, resamples, random);
      limits = bootstrap.limits(0, judged, alpha);
      relative = bootstrap.limits(judged, 2 * judged, alpha);
    }
    List<List<Decision>> decisions = new ArrayList<>();
    int next = 0;
    for (Metric metric : metrics) {
      List<Decision> row = new ArrayList<>();
      for (Candidate candidate : metric.candidates()) {
        Optional<Gates.Failure> failure = gates.firstFailure(candidate);
        Limits gain = failure.isPresent() ? Limits.NONE : limits.get(next);
        Limits lift = failure.isPresent() ? Limits.NONE : relative.get(next);
        next += failure.isPresent() ? 0 : 1;
        Verdict verdict =
            failure
                .<Verdict>map(Verdict.CannotAnswer::new)
                .orElseGet(() -> verdict(metric, candidate, gain));
        row.add(
            new Decision(
                candidate.name(),
                metric.name(),
                candidate.estimate().value(),
                gain,
                lift,
                verdict));
      }
      decisions.add(List.copyOf(row));
    }
    return List.copyOf(decisions);
  }

  static Replicates gain(Metric metric, Replicates candidate, Replicates logging) {
    return metric.direction() == Metric.Direction.UP
        ? Combination.difference(candidate, logging)
        : Combination.difference(logging, candidate);
  }

  private Verdict verdict(Metric metric, Candidate candidate, Limits gain) {
    if (!(gain.standardError() > 0)) {
      return new Verdict.CannotTell(
          "The gain has no spread over the log, so its error cannot be estimated.", Double.NaN);
    }
    boolean better = gain.lower() > metric.margin();
    boolean worse = gain.upper() < -metric.margin();
    if (!better && !worse) {
      return undecided(metric.margin(), candidate.extent(), gain);
    }
    double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - alpha / 2);
    for (Replicates other : candidate.others()) {
      Replicates otherGain = gain(metric, other, metric.logging());
      double value = otherGain.value(Combination.ones(otherGain));
      if (value * gain.value() < 0 && Math.abs(value) > z * Combination.standardError(otherGain)) {
        return new Verdict.CannotTell(
            String.format(
                Locale.ROOT,
                "The gain is %.4g, but another unbiased estimate puts it at %.4g, significantly of "
                    + "the opposite sign.",
                gain.value(),
                value),
            Double.NaN);
      }
    }
    return better ? new Verdict.Better() : new Verdict.Worse();
  }

  /**
   * n ((U - L) / (2 (|D| - margin)))^2 rows, slates or episodes, of which the log has n, shrink the
   * interval to what the gain leaves open.
   */
  private static Verdict undecided(double margin, Extent extent, Limits gain) {
    String between =
        String.format(
            Locale.ROOT, "The gain lies between %.4g and %.4g", gain.lower(), gain.upper());
    if (Double.isInfinite(gain.lower()) || Double.isInfinite(gain.upper())) {
      return new Verdict.CannotTell(
          between + ": too many resamples leave the estimate undefined.", Double.NaN);
    }
    double open = Math.abs(gain.value()) - margin;
    if (open <= 0) {
      return new Verdict.CannotTell(
          between + ", and its estimate inside the margin: a longer log would not move it out.",
          Double.POSITIVE_INFINITY);
    }
    double halves = (gain.upper() - gain.lower()) / (2 * open);
    double n = extent.count();
    double needed = Math.max(n, Math.ceil(n * halves * halves));
    return new Verdict.CannotTell(
        String.format(
            Locale.ROOT,
            "%s. About %.3g %s would decide, if it is what it seems.",
            between,
            needed,
            extent.noun()),
        needed);
  }
}
