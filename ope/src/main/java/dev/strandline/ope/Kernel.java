package dev.strandline.ope;

/**
 * Weight of a logged action by its distance from the target policy's, for deterministic policies on
 * continuous actions (Kallus and Zhou, "Policy Evaluation and Optimization with Continuous
 * Treatments", 2018). Every kernel is even and integrates to one.
 */
public enum Kernel {
  /** exp(-u^2 / 2) / sqrt(2 pi). */
  GAUSSIAN {
    @Override
    public double at(double u) {
      return Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
    }
  },
  /** 3/4 (1 - u^2) inside (-1, 1). */
  EPANECHNIKOV {
    @Override
    public double at(double u) {
      return inside(u) ? 0.75 * (1 - u * u) : 0;
    }
  },
  /** 1 - |u| inside (-1, 1). */
  TRIANGULAR {
    @Override
    public double at(double u) {
      return inside(u) ? 1 - Math.abs(u) : 0;
    }
  },
  /** pi/4 cos(pi u / 2) inside (-1, 1). */
  COSINE {
    @Override
    public double at(double u) {
      return inside(u) ? Math.PI / 4 * Math.cos(Math.PI * u / 2) : 0;
    }
  },
  /** 1/2 inside (-1, 1). */
  UNIFORM {
    @Override
    public double at(double u) {
      return inside(u) ? 0.5 : 0;
    }
  };

  private static boolean inside(double u) {
    return Math.abs(u) < 1;
  }

  /**
   * The kernel's value.
   *
   * @param u distance in bandwidths, of either sign
   */
  public abstract double at(double u);
}
