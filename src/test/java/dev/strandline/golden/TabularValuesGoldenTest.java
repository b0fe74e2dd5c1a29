package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.ope.sequential.Episodes;
import dev.strandline.ope.sequential.PooledEstimator;
import dev.strandline.ope.sequential.PooledEstimator.Form;
import dev.strandline.ope.sequential.WeightConvention;
import dev.strandline.ope.tabular.ClosedForm;
import dev.strandline.ope.tabular.FittedQ;
import dev.strandline.ope.tabular.TabularLog;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Transitions without termination: values and weights that solve the sample exactly. */
class TabularValuesGoldenTest {

  @Test
  void everyCaseIsReproduced() throws IOException {
    for (GoldenFile file : GoldenFiles.open().of(Claim.TABULAR_VALUES)) {
      JsonObject inputs = file.content().getAsJsonObject("inputs");
      Sample sample = new Sample(inputs);
      try (Comparison comparison = Comparison.asStated(file)) {
        for (OpeCase c : OpeCase.of(file)) {
          compare(comparison, c, sample, inputs);
        }
      }
    }
  }

  private static void compare(Comparison comparison, OpeCase c, Sample sample, JsonObject inputs) {
    switch (c.id()) {
      case "fqe/iterates" -> compareIterates(comparison, c, sample);
      case "fqe/fixed-point", "mql/tabular" -> {
        c.paramsAmong();
        c.expectsAmong("q", "value");
        c.compare(comparison, sample.solution.q(), "q");
        c.compare(comparison, sample.solution.valueFromQ(), "value");
      }
      case "mwl/tabular", "dualdice/tabular" -> {
        c.paramsAmong();
        c.expectsAmong("weight_by_state_action", "value", "value_self_normalised", "mean_weight");
        c.compare(comparison, sample.solution.weight(), "weight_by_state_action");
        c.compare(comparison, sample.solution.valueFromWeight(), "value");
        c.compare(comparison, sample.pooled(Form.IS, sample.solution.q()), "value");
        c.compare(
            comparison, sample.pooled(Form.SNIS, sample.solution.q()), "value_self_normalised");
        c.compare(
            comparison,
            Arrays.stream(sample.solution.rowWeights()).average().orElseThrow(),
            "mean_weight");
      }
      case "duality" -> {
        c.paramsAmong();
        c.expectsAmong("value_from_q", "value_from_w");
        c.compare(comparison, sample.solution.valueFromQ(), "value_from_q");
        c.compare(comparison, sample.solution.valueFromWeight(), "value_from_w");
      }
      case "marginal-dr/perturbed-q" -> {
        c.paramsAmong("q");
        c.expectsAmong("value");
        String[] path = c.params().get("q").getAsString().split("\\.");
        assertThat(path).as("%s: the parameter q", c).hasSize(2).startsWith("inputs");
        c.compare(
            comparison, sample.pooled(Form.DR, OpeCase.numbers(inputs.get(path[1]))), "value");
      }
      case "bellman-residual" -> {
        c.paramsAmong();
        c.expectsAmong("mean_by_state_action");
        c.compare(
            comparison,
            sample.solution.bellmanResidual(sample.solution.q()),
            "mean_by_state_action");
      }
      default -> throw c.unknown();
    }
  }

  private static void compareIterates(Comparison comparison, OpeCase c, Sample sample) {
    c.paramsAmong();
    c.expectsAmong("iteration_and_value");
    for (JsonElement row : c.expected().getAsJsonArray("iteration_and_value")) {
      int iterations = row.getAsJsonArray().get(0).getAsInt();
      comparison.close(
          FittedQ.evaluate(sample.log, sample.policy, sample.gamma, iterations).value(),
          row.getAsJsonArray().get(1).getAsDouble(),
          c.id() + ", iterate " + iterations);
    }
  }

  /** The transitions and their solution. */
  private static final class Sample {
    private final TabularLog log;
    private final double[] policy;
    private final double gamma;
    private final ClosedForm solution;

    Sample(JsonObject inputs) {
      int[] state = OpeCase.integers(inputs.get("state"));
      log =
          new TabularLog(
              inputs.get("n_states").getAsInt(),
              inputs.get("n_actions").getAsInt(),
              state,
              OpeCase.integers(inputs.get("action")),
              OpeCase.numbers(inputs.get("reward")),
              OpeCase.integers(inputs.get("next_state")),
              new boolean[state.length],
              OpeCase.integers(inputs.get("initial_state")));
      policy = OpeCase.numbers(inputs.get("evaluation_policy"));
      gamma = inputs.get("gamma").getAsDouble();
      solution = ClosedForm.solve(log, policy, gamma);
    }

    /** The pooled estimate; each transition is an episode of one step that goes on unseen. */
    double pooled(Form form, double[] q) {
      int rows = log.rows();
      double[] ones = new double[rows];
      Arrays.fill(ones, 1);
      double[] logged = new double[rows];
      double[] v = new double[rows];
      double[] next = new double[rows];
      for (int row = 0; row < rows; row++) {
        logged[row] = q[log.state()[row] * log.actions() + log.action()[row]];
        v[row] = value(q, log.state()[row]);
        next[row] = value(q, log.nextState()[row]);
      }
      double[] initial = new double[rows];
      Arrays.fill(
          initial,
          Arrays.stream(log.initialState()).mapToDouble(s -> value(q, s)).average().orElseThrow());
      Episodes episodes =
          Episodes.builder(OpeCase.equalStarts(rows, 1), ones, log.reward())
              .values(logged, v)
              .initialValue(initial)
              .continuing(next)
              .stateActionWeight(solution.rowWeights(), WeightConvention.POOLED_DATA)
              .build();
      return new PooledEstimator(form, gamma, OptionalInt.empty()).estimate(episodes).value();
    }

    private double value(double[] q, int state) {
      double value = 0;
      for (int a = 0; a < log.actions(); a++) {
        value += policy[state * log.actions() + a] * q[state * log.actions() + a];
      }
      return value;
    }
  }
}
