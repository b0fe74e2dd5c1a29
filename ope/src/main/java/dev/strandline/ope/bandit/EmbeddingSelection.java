package dev.strandline.ope.bandit;

import dev.strandline.ope.Moments;
import dev.strandline.ope.selection.Slope;
import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which dimensions of an action embedding the mips estimator should use. Fewer dimensions vary less
 * and are more biased; SLOPE drops them as long as the intervals still agree.
 *
 * <p>All dimensions come first, then the subsets with one less, and so on down to one; within a
 * size the widest interval first, and the later subset first where widths are equal. A candidate
 * stands while it agrees with all before it ({@link Slope#agree}), its width being half that of the
 * two-sided Student interval at 1 - delta; the last one before the first failure is chosen.
 *
 * <p>Source: Saito and Joachims, "Off-Policy Evaluation for Large Action Spaces via Embeddings",
 * 2022, section 4.
 */
public final class EmbeddingSelection {

  /** Subsets grow as 2^D; beyond this many dimensions they would not be tried in a lifetime. */
  private static final int MOST_DIMENSIONS = 20;

  /**
   * A subset of the dimensions.
   *
   * @param dimensions in ascending order
   * @param value mips' estimate with them
   * @param width half the width of its interval
   */
  public record Candidate(List<Integer> dimensions, double value, double width) {

    public Candidate {
      dimensions = List.copyOf(dimensions);
    }

    private boolean agreesWith(Candidate before) {
      return Slope.agree(before.value, before.width, value, width);
    }
  }

  private EmbeddingSelection() {}

  /**
   * The subsets that stand, in the order of their trial; the last one is the choice. The weights of
   * its dimensions are those of {@link ActionEmbeddings#weights}.
   *
   * @param embeddings p(z|a)
   * @param target the target policy's probabilities, {@code [rounds, actions]}
   * @param behavior the logging policy's
   * @param embedding {@code [rounds, D]} row-major, categories from 0
   * @param reward at least two, all finite
   * @param delta error of an interval, in (0, 1)
   */
  public static List<Candidate> standing(
      ActionEmbeddings embeddings,
      ActionProbabilities target,
      ActionProbabilities behavior,
      int[] embedding,
      double[] reward,
      ActionEmbeddings.Form form,
      double delta) {
    int dimensions = embeddings.dimensions();
    Check.that(
        dimensions <= MOST_DIMENSIONS,
        "There are %d embedding dimensions, and 2^%d subsets to try. Select among at most %d.",
        dimensions,
        dimensions,
        MOST_DIMENSIONS);
    Check.that(delta > 0 && delta < 1, "delta must lie in (0, 1), but is %s. Use 0.05.", delta);
    Check.that(reward.length >= 2, "One round has no interval. Give at least two.");
    List<Candidate> standing = new ArrayList<>();
    for (int size = dimensions; size >= 1; size--) {
      List<Candidate> candidates = new ArrayList<>();
      for (List<Integer> subset : subsets(dimensions, size)) {
        int[] used = subset.stream().mapToInt(Integer::intValue).toArray();
        Rounds rounds =
            Rounds.of(reward)
                .withWeight(embeddings.weights(target, behavior, embedding, form, used));
        candidates.add(candidate(subset, BanditEstimator.ips().terms(rounds), delta));
      }
      candidates.sort(Comparator.comparingDouble(Candidate::width));
      for (int i = candidates.size() - 1; i >= 0; i--) {
        Candidate next = candidates.get(i);
        if (!standing.stream().allMatch(next::agreesWith)) {
          return standing;
        }
        standing.add(next);
      }
    }
    return standing;
  }

  private static Candidate candidate(List<Integer> subset, double[] terms, double delta) {
    Moments moments = new Moments(1);
    moments.add(0, terms.length, terms);
    return new Candidate(subset, moments.mean(0), Slope.width(moments, delta / 2));
  }

  /** All subsets of {@code size} of the numbers below {@code dimensions}, in lexical order. */
  private static List<List<Integer>> subsets(int dimensions, int size) {
    List<List<Integer>> subsets = new ArrayList<>();
    extend(List.of(), 0, dimensions, size, subsets);
    return subsets;
  }

  private static void extend(
      List<Integer> start, int next, int dimensions, int size, List<List<Integer>> subsets) {
    if (start.size() == size) {
      subsets.add(start);
      return;
    }
    for (int d = next; d < dimensions; d++) {
      List<Integer> longer = new ArrayList<>(start);
      longer.add(d);
      extend(longer, d + 1, dimensions, size, subsets);
    }
  }
}
