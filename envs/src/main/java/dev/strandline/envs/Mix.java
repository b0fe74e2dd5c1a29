package dev.strandline.envs;

import dev.strandline.policy.Check;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What share of a dataset's episodes each policy plays.
 *
 * @param shares at least one, of different policies, summing to 1
 */
public record Mix(List<Share> shares) {

  private static final BigDecimal ROUNDING = new BigDecimal("1e-9");

  /**
   * One policy's share of the episodes.
   *
   * @param policy name of the policy, as in {@code expert}
   * @param share in (0, 1]
   */
  public record Share(String policy, double share) {
    public Share {
      EnvSpec.checkTierName(policy, "Mix.Share.policy");
      Check.that(
          share > 0 && share <= 1,
          "the share of %s must lie in (0, 1], but is %s. Leave a policy with no share out.",
          policy,
          share);
    }

    @Override
    public String toString() {
      return policy + "=" + share;
    }
  }

  public Mix {
    shares = List.copyOf(shares);
    Check.that(!shares.isEmpty(), "a mix has no shares. Give at least one, as in expert=1.");
    Set<String> seen = new HashSet<>();
    BigDecimal sum = BigDecimal.ZERO;
    for (Share share : shares) {
      Check.that(
          seen.add(share.policy()),
          "the mix %s names %s twice. Add the two shares.",
          join(shares),
          share.policy());
      sum = sum.add(BigDecimal.valueOf(share.share()));
    }
    Check.that(
        sum.subtract(BigDecimal.ONE).abs().compareTo(ROUNDING) <= 0,
        "the shares of %s sum to %s, but must sum to 1. %s",
        join(shares),
        sum.stripTrailingZeros().toPlainString(),
        cure(shares, sum));
  }

  /** What the last share would have to be, where that is possible. */
  private static String cure(List<Share> shares, BigDecimal sum) {
    Share last = shares.get(shares.size() - 1);
    BigDecimal fitting = BigDecimal.valueOf(last.share()).add(BigDecimal.ONE).subtract(sum);
    return fitting.signum() > 0
        ? "Write " + last.policy() + "=" + fitting.stripTrailingZeros().toPlainString() + "."
        : "Lower the shares before the last.";
  }

  /** Every episode by one policy. */
  public static Mix only(String policy) {
    return new Mix(List.of(new Share(policy, 1)));
  }

  /**
   * Reads shares such as {@code expert=0.05,random=0.95}.
   *
   * @throws IllegalArgumentException if a part is no {@code name=share}, or shares do not sum to 1
   */
  public static Mix parse(String text) {
    List<Share> shares = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] sides = part.split("=", -1);
      Check.that(
          sides.length == 2,
          "'%s' in the mix '%s' is no share. Write policy=share, as in expert=0.05,random=0.95.",
          part,
          text);
      shares.add(new Share(sides[0].strip(), number(sides[1].strip(), part)));
    }
    return new Mix(shares);
  }

  private static double number(String text, String part) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' in '" + part + "' is no number. Write a share such as 0.05.", e);
    }
  }

  private static String join(List<Share> shares) {
    return shares.stream().map(Share::toString).collect(Collectors.joining(","));
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return join(shares);
  }
}
