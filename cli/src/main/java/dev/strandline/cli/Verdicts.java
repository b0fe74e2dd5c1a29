package dev.strandline.cli;

import dev.strandline.ope.verdict.Decision;
import dev.strandline.ope.verdict.Limits;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.report.Mark;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Verdicts in words. */
final class Verdicts {

  private Verdicts() {}

  static Mark mark(Decision decision) {
    Verdict verdict = decision.verdict();
    if (verdict instanceof Verdict.Better) {
      return Mark.BETTER;
    }
    if (verdict instanceof Verdict.Worse) {
      return Mark.WORSE;
    }
    return verdict instanceof Verdict.CannotTell ? Mark.CANNOT_TELL : Mark.CANNOT_ANSWER;
  }

  /** A share as {@code 95 %}. */
  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  /** One sentence for a reader who wants to know what to do. */
  static String sentence(Decision decision) {
    Verdict verdict = decision.verdict();
    if (verdict instanceof Verdict.CannotTell open) {
      return open.why();
    }
    if (verdict instanceof Verdict.CannotAnswer failed) {
      return failed.failure().why();
    }
    return "Its gain over the logging policy is " + gain(decision) + ".";
  }

  /** The gain with its simultaneous limits, and in percent where that makes sense. */
  static String gain(Decision decision) {
    Limits gain = decision.gain();
    List<String> numbers = Text.numbers(gain.value(), gain.lower(), gain.upper());
    String absolute = numbers.get(0) + " [" + numbers.get(1) + ", " + numbers.get(2) + "]";
    Limits lift = decision.lift();
    return Double.isFinite(lift.value())
        ? absolute
            + String.format(
                Locale.ROOT,
                ", %+.1f %% [%+.1f, %+.1f]",
                100 * lift.value(),
                100 * lift.lower(),
                100 * lift.upper())
        : absolute;
  }
}
