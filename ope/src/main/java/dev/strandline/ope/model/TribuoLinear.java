package dev.strandline.ope.model;

import java.util.Arrays;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.VariableIDInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.sgd.AbstractLinearSGDModel;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/**
 * Tribuo's linear models, taken out as plain numbers. Nothing of Tribuo outlives a fit, so neither
 * do the time stamps in its models' provenance: equal rows and settings give equal numbers.
 */
final class TribuoLinear {

  private TribuoLinear() {}

  /**
   * Least squares.
   *
   * @return {@code [width + 1]}, the constant last
   */
  static double[] regression(Sgd sgd, SparseRows rows, double[] target, double[] weight) {
    TribuoData.quiet();
    double mean = weightedMean(target, weight);
    double[] squares = new double[target.length];
    Arrays.setAll(squares, i -> (target[i] - mean) * (target[i] - mean));
    double deviation = Math.sqrt(weightedMean(squares, weight));
    double scale = deviation > 1e-12 * Math.abs(mean) ? deviation : 1;
    MutableDataset<Regressor> dataset =
        TribuoData.dataset(
            rows,
            i -> new Regressor("reward", (target[i] - mean) / scale),
            weight,
            new RegressionFactory());
    AbstractLinearSGDModel<Regressor> model =
        new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                new SquaredLoss(), new AdaGrad(sgd.learningRate()), sgd.epochs(), -1, 1, sgd.seed())
            .train(dataset);
    double[] theta = row(model, 0, rows.width());
    for (int j = 0; j < theta.length; j++) {
      theta[j] *= scale;
    }
    theta[rows.width()] += mean;
    return theta;
  }

  /**
   * Multinomial logistic regression.
   *
   * @param label {@code [n]}, each in [0, classes)
   * @return {@code [classes, width + 1]}, constants last; a class without a row of positive weight
   *     has constant negative infinity
   */
  static double[] classification(
      Sgd sgd, SparseRows rows, int classes, int[] label, double[] weight) {
    TribuoData.quiet();
    int width = rows.width();
    String[] names = TribuoData.names("a", classes);
    double[] theta = new double[classes * (width + 1)];
    MutableDataset<Label> dataset =
        TribuoData.dataset(rows, i -> new Label(names[label[i]]), weight, new LabelFactory());
    if (dataset.getOutputs().size() == 1) {
      for (int k = 0; k < classes; k++) {
        boolean seen = dataset.getOutputInfo().getDomain().contains(new Label(names[k]));
        theta[k * (width + 1) + width] = seen ? 0 : Double.NEGATIVE_INFINITY;
      }
      return theta;
    }
    AbstractLinearSGDModel<Label> model =
        new org.tribuo.classification.sgd.linear.LinearSGDTrainer(
                new LogMulticlass(),
                new AdaGrad(sgd.learningRate()),
                sgd.epochs(),
                -1,
                1,
                sgd.seed())
            .train(dataset);
    for (int k = 0; k < classes; k++) {
      int id = model.getOutputIDInfo().getID(new Label(names[k]));
      int at = k * (width + 1);
      if (id < 0) {
        theta[at + width] = Double.NEGATIVE_INFINITY;
      } else {
        System.arraycopy(row(model, id, width), 0, theta, at, width + 1);
      }
    }
    return theta;
  }

  private static <T extends Output<T>> double[] row(
      AbstractLinearSGDModel<T> model, int output, int width) {
    DenseMatrix weights = model.getWeightsCopy();
    ImmutableFeatureMap features = model.getFeatureIDMap();
    String[] names = TribuoData.names("x", width);
    double[] row = new double[width + 1];
    for (int j = 0; j < width; j++) {
      VariableIDInfo known = features.get(names[j]);
      row[j] = known == null ? 0 : weights.get(output, known.getID());
    }
    row[width] = weights.get(output, features.size());
    return row;
  }

  private static double weightedMean(double[] value, double[] weight) {
    double total = 0;
    double mean = 0;
    for (int i = 0; i < value.length; i++) {
      if (weight[i] > 0) {
        total += weight[i];
        mean += (value[i] - mean) * weight[i] / total;
      }
    }
    return mean;
  }
}
