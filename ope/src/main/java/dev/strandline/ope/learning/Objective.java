package dev.strandline.ope.learning;

import dev.strandline.policy.Check;

/**
 * What a policy gradient from a log ascends: an estimated value, through a surrogate that has its
 * gradient. The surrogate is c log p(a_i) with a coefficient c that is held constant, w = p(a_i) /
 * b_i; two add sum_a q_a p_a log p_a, with q_a p_a held constant. Each constant below is shown as
 * the surrogate.
 */
public enum Objective {
  /** sum_a q_a p_a log p_a: the model's value. */
  DM(true) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return 0;
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      return 0;
    }
  },
  /** w r log p(a_i): importance weighting. */
  IPW(false) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return w * reward;
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      return w * reward;
    }
  },
  /** w (r - q_i) log p(a_i) + sum_a q_a p_a log p_a: doubly robust. */
  DR(true) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return w * (reward - q);
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      return w * (reward - q);
    }
  },
  /**
   * w (r - lambda) log p(a_i): self-normalized weighting with multiplier lambda (Joachims,
   * Swaminathan and de Rijke, "Deep Learning with Logged Bandit Feedback", 2018).
   */
  SNIPW(false) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return w * (reward - lambda);
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      return w * (reward - lambda);
    }
  },
  /**
   * lambda w (lambda - w^2) / (w^2 + lambda)^2 r log p(a_i): weights shrunk as in Su, Dimakopoulou,
   * Krishnamurthy and Dudik, "Doubly Robust Off-policy Evaluation with Shrinkage", 2020; lambda is
   * positive.
   */
  IPW_OS(false) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return lambda * w / (w * w + lambda) * reward;
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      double shrunk = w * w + lambda;
      return lambda * w * (lambda - w * w) / (shrunk * shrunk) * reward;
    }

    @Override
    void check(double lambda) {
      Check.positive(lambda, "lambda of IPW_OS", "Larger is closer to IPW.");
    }
  },
  /**
   * (1 - lambda) w / (1 - lambda + lambda w)^2 r log p(a_i): weights as in Metelli, Russo and
   * Restelli, "Subgaussian and Differentiable Importance Sampling for Off-Policy Evaluation and
   * Learning", 2021; lambda lies in [0, 1).
   */
  IPW_SUBGAUSSIAN(false) {
    @Override
    double term(double w, double reward, double q, double lambda) {
      return w / (1 - lambda + lambda * w) * reward;
    }

    @Override
    double coefficient(double w, double reward, double q, double lambda) {
      double mean = 1 - lambda + lambda * w;
      return (1 - lambda) * w / (mean * mean) * reward;
    }

    @Override
    void check(double lambda) {
      Check.that(
          lambda >= 0 && lambda < 1,
          "lambda of IPW_SUBGAUSSIAN must lie in [0, 1), but is %s. Use 0 for IPW.",
          lambda);
    }
  };

  private final boolean usesModel;

  Objective(boolean usesModel) {
    this.usesModel = usesModel;
  }

  /** Whether predicted rewards are needed. */
  public boolean usesModel() {
    return usesModel;
  }

  /** What a row adds to the estimated value, besides sum_a q_a p_a where a model is used. */
  abstract double term(double w, double reward, double q, double lambda);

  /** c, the constant factor of log p(a_i): w times the derivative of {@link #term} in w. */
  abstract double coefficient(double w, double reward, double q, double lambda);

  /** Requires a lambda that the objective can use; those without one take any finite number. */
  void check(double lambda) {
    Check.that(Double.isFinite(lambda), "lambda must be finite, but is %s.", lambda);
  }
}
