package dev.strandline.ope.study;

/** How the interval of an estimate is made. */
public enum IntervalMethod {
  /** Percentile bootstrap over units, denominators included. */
  BOOTSTRAP,
  /** Student's t on the standard error. */
  T,
  /** Empirical Bernstein bound; for plain means whose terms have a known range. */
  BERNSTEIN,
  /** Hoeffding's bound; for plain means whose terms have a known range. */
  HOEFFDING
}
