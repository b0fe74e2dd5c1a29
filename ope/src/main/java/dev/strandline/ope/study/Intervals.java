package dev.strandline.ope.study;

import dev.strandline.ope.Accumulator;
import dev.strandline.ope.Estimate;
import dev.strandline.ope.Replicates;
import dev.strandline.ope.interval.Bootstrap;
import dev.strandline.ope.interval.EmpiricalBernstein;
import dev.strandline.ope.interval.Hoeffding;
import dev.strandline.ope.interval.Interval;
import dev.strandline.ope.interval.Resampling;
import dev.strandline.ope.interval.StudentT;
import dev.strandline.ope.interval.TermWidth;
import dev.strandline.policy.Streams;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Puts intervals on estimates as the settings say.
 *
 * @param units number of independent units, where it is known; else that of each estimate
 */
record Intervals(StudySettings settings, OptionalLong units) {

  Intervals(StudySettings settings) {
    this(settings, OptionalLong.empty());
  }

  /** The same for a log, or a part of it, of so many independent units. */
  Intervals over(long known) {
    return new Intervals(settings, OptionalLong.of(known));
  }

  /** The estimate with its interval; {@code width} is how far its terms can lie apart, if known. */
  <B> Answer answer(Accumulator<B> accumulator, Optional<TermWidth> width) {
    return answer(accumulator.estimate(), accumulator.replicates(), width);
  }

  /** The estimate with its interval. */
  Answer answer(Estimate estimate, Replicates replicates, Optional<TermWidth> width) {
    Estimate shown = units.isPresent() ? estimate.withUnits(units.getAsLong()) : estimate;
    return new Answer(shown, interval(estimate, replicates, width));
  }

  private Interval interval(Estimate estimate, Replicates replicates, Optional<TermWidth> width) {
    if (!Double.isFinite(estimate.value())) {
      return none(String.join(" ", estimate.remarks()));
    }
    if (estimate.units() < 2) {
      return none("One unit has no spread.");
    }
    double alpha = settings.alpha();
    return switch (settings.interval()) {
      case BOOTSTRAP ->
          Bootstrap.of(
                  replicates,
                  settings.resamples(),
                  Resampling.MULTINOMIAL,
                  new Streams(settings.seed()).open("interval"))
              .interval(alpha);
      case T ->
          Double.isNaN(estimate.standardError())
              ? none("The standard error is undefined.")
              : StudentT.of(estimate).interval(alpha);
      case HOEFFDING -> bounded(estimate, width, w -> Hoeffding.of(estimate, w).interval(alpha));
      case BERNSTEIN ->
          bounded(estimate, width, w -> EmpiricalBernstein.of(estimate, w).interval(alpha));
    };
  }

  private Interval bounded(
      Estimate estimate, Optional<TermWidth> width, Function<TermWidth, Interval> bound) {
    if (!estimate.terms() || width.isEmpty()) {
      return none(
          "The bound is for plain means whose terms have a known range, which "
              + estimate.estimator()
              + " has not. Use ips with a largest weight, or another interval.");
    }
    return bound.apply(width.get());
  }

  private Interval none(String why) {
    return new Interval(Double.NaN, Double.NaN, settings.level(), List.of(why));
  }
}
