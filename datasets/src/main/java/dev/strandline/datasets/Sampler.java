package dev.strandline.datasets;

import dev.strandline.policy.Check;
import java.util.random.RandomGenerator;

/** Draws rows for a minibatch, independently and with replacement. */
public final class Sampler {

  private final TrainingRows rows;
  private final AliasTable table;

  private Sampler(TrainingRows rows, AliasTable table) {
    this.rows = rows;
    this.table = table;
  }

  /** Draws every row with the same probability. */
  public static Sampler uniform(TrainingRows rows) {
    return new Sampler(rows, null);
  }

  /**
   * Draws rows in proportion to their weights.
   *
   * @param weights of each row of the log; those of rows that cannot be learned from are not used
   * @throws IllegalArgumentException if no row that can be learned from has a positive weight
   */
  public static Sampler weighted(TrainingRows rows, RowWeights weights) {
    Check.length(weights.size(), rows.data().size(), "row weights");
    double[] kept = new double[rows.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = weights.get(rows.row(i));
    }
    return new Sampler(rows, new AliasTable(kept));
  }

  /** The rows that are drawn from. */
  public TrainingRows rows() {
    return rows;
  }

  /** Fills {@code picked} with rows of the log. */
  public void draw(RandomGenerator stream, int[] picked) {
    for (int i = 0; i < picked.length; i++) {
      picked[i] = rows.row(table == null ? stream.nextInt(rows.size()) : table.draw(stream));
    }
  }
}
