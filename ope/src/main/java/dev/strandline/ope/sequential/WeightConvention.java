package dev.strandline.ope.sequential;

/**
 * Which two distributions a marginal weight m = d_e / d_b compares. The three differ in value, and
 * each belongs with its own formula; an estimator refuses the others.
 */
public enum WeightConvention {
  /**
   * Time-dependent, m_t = d_e,t / d_b,t at each step t. Unbiased in the sums over gamma^t for every
   * k.
   */
  PER_STEP,
  /**
   * One weight for all steps: discounted occupancy of e over discounted occupancy of b, both over
   * the logged horizon. Unbiased in the sums over gamma^t for k = 0 only.
   */
  DISCOUNTED_RATIO,
  /**
   * Discounted normalized occupancy of e over the plain distribution of all logged transitions, as
   * minimax and DICE methods learn it. For {@link PooledEstimator}; in the sums over gamma^t it
   * would discount twice.
   */
  POOLED_DATA
}
