package dev.strandline.ope.distribution;

/**
 * How the distribution of the return is estimated. G_i is an episode's return, W_i its weight, V0_i
 * the modelled value of its first state.
 *
 * <p>Source: Huang, Leqi, Lipton and Azizzadenesheli, "Off-Policy Risk Assessment in Contextual
 * Bandits", 2021, and "Off-Policy Risk Assessment for Markov Decision Processes", 2022.
 *
 * <p>Where the formulas have 1{V0_i <= g}, a modelled conditional distribution function may stand.
 */
public enum CdfEstimator {
  /**
   * F(g) = mean 1{V0_i <= g}: a step at the model's value, which leaves out how returns spread; a
   * baseline.
   */
  DM {
    @Override
    double raw(double weighted, double weightedModel, double model, double n, double sumW) {
      return model / n;
    }
  },
  /** F(g) = mean W_i 1{G_i <= g}, cut to [0, 1]; need not reach 1. */
  TIS {
    @Override
    double raw(double weighted, double weightedModel, double model, double n, double sumW) {
      return weighted / n;
    }
  },
  /** F(g) = sum W_i 1{G_i <= g} / sum W_i. */
  SNTIS {
    @Override
    double raw(double weighted, double weightedModel, double model, double n, double sumW) {
      return weighted / sumW;
    }
  },
  /**
   * F(g) = mean [W_i (1{G_i <= g} - 1{V0_i <= g}) + 1{V0_i <= g}], made to rise by its running
   * maximum and cut to [0, 1].
   */
  TDR {
    @Override
    double raw(double weighted, double weightedModel, double model, double n, double sumW) {
      return (weighted - weightedModel + model) / n;
    }
  },
  /** {@link #TDR} with the weighted part divided by sum W_i. */
  SNTDR {
    @Override
    double raw(double weighted, double weightedModel, double model, double n, double sumW) {
      return (weighted - weightedModel) / sumW + model / n;
    }
  };

  /**
   * F at a grid point before it is made to rise and cut.
   *
   * @param weighted sum W_i 1{G_i <= g}
   * @param weightedModel sum W_i 1{V0_i <= g}
   * @param model number of V0_i <= g
   * @param n number of episodes
   * @param sumW sum W_i
   */
  abstract double raw(double weighted, double weightedModel, double model, double n, double sumW);

  /** Whether the value model enters. */
  public boolean usesModel() {
    return this == DM || this == TDR || this == SNTDR;
  }

  /** Whether sum W_i divides, so that it must not be 0. */
  public boolean selfNormalized() {
    return this == SNTIS || this == SNTDR;
  }

  /** F over the grid; sum W_i must be positive where it divides. */
  double[] cdf(Bins bins) {
    double[] cdf = new double[bins.weighted().length];
    double weighted = 0;
    double weightedModel = 0;
    double model = 0;
    double highest = 0;
    double sumW = bins.weight();
    for (int j = 0; j < cdf.length; j++) {
      weighted += bins.weighted()[j];
      weightedModel += bins.weightedModel()[j];
      model += bins.model()[j];
      highest = Math.max(highest, raw(weighted, weightedModel, model, bins.episodes(), sumW));
      cdf[j] = Math.min(highest, 1);
    }
    return cdf;
  }
}
