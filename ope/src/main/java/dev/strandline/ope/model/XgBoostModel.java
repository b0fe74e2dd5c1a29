package dev.strandline.ope.model;

import java.util.Arrays;
import org.tribuo.Model;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;

/** The one class that needs XGBoost. */
record XgBoostModel(Model<Regressor> model) implements RewardModel {

  private static final Regressor UNKNOWN = new Regressor("reward", Double.NaN);

  static RewardModel fit(
      GradientBoosting settings, Decisions decisions, double[] reward, double[] weight) {
    TribuoData.quiet();
    XGBoostRegressionTrainer trainer =
        new XGBoostRegressionTrainer(
            XGBoostRegressionTrainer.RegressionType.LINEAR,
            settings.trees(),
            settings.learningRate(),
            0,
            settings.depth(),
            settings.minimumChildWeight(),
            1,
            1,
            1,
            0,
            1,
            true,
            settings.seed());
    SparseRows rows = rows(decisions);
    return new XgBoostModel(
        trainer.train(
            TribuoData.dataset(
                rows, i -> new Regressor("reward", reward[i]), weight, new RegressionFactory())));
  }

  private static SparseRows rows(Decisions decisions) {
    return SparseRows.of(decisions, Design.additive(), Scaling.none(decisions.features()));
  }

  @Override
  public double[] table(Decisions decisions) {
    int actions = decisions.actions();
    double[] q = new double[decisions.size() * actions];
    for (int a = 0; a < actions; a++) {
      int[] same = new int[decisions.size()];
      Arrays.fill(same, a);
      SparseRows rows = rows(decisions.taking(same));
      String[] names = TribuoData.names("x", rows.width());
      int[] index = new int[rows.mostNonZero()];
      double[] value = new double[rows.mostNonZero()];
      for (int i = 0; i < decisions.size(); i++) {
        q[i * actions + a] =
            model
                .predict(TribuoData.example(rows, i, names, index, value, UNKNOWN, 1))
                .getOutput()
                .getValues()[0];
      }
    }
    return q;
  }
}
