package dev.strandline.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.strandline.golden.GoldenFiles.GoldenFile;
import dev.strandline.offline.Learner;
import dev.strandline.offline.Minibatch;
import dev.strandline.offline.Noise;
import dev.strandline.policy.ActionSpace;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Replays a golden file of TD3+BC or of a method that differs in its actor's pull only. */
final class Td3Replay {

  /** A learner as the file sees it. */
  interface Subject {
    Network actor();

    Network actorTarget();

    Network critic(int i);

    Network criticTarget(int i);

    /** Updates, and compares what the method alone has where the actor moved. */
    Losses update(Minibatch batch, Td3Replay replay);
  }

  /** Losses that the files record; the actor's are NaN where it was left alone. */
  record Losses(double critic, double actor, double lambda, double regularizer) {}

  /** What a file says of the learner to make. */
  record Hyperparameters(
      JsonObject json,
      double bound,
      double actorRate,
      double criticRate,
      List<Integer> hidden,
      int batch) {

    double number(String key) {
      return json.get(key).getAsDouble();
    }
  }

  /** Makes the learner of a file. */
  @FunctionalInterface
  interface Maker {
    Subject make(GoldenFile file, Hyperparameters hyperparameters, Learner.Setup setup);
  }

  private static final List<String> ACTOR = List.of("l1", "l2", "l3");
  private static final List<List<String>> CRITICS =
      List.of(List.of("l1", "l2", "l3"), List.of("l4", "l5", "l6"));

  /** Compares every number in float64 with each file that {@code claim} takes. */
  static void everyNumber(Claim claim, Maker maker) throws java.io.IOException {
    for (GoldenFile file : GoldenFiles.open().of(claim)) {
      double tolerance = tolerance(file, "float64_abs_plus_rel");
      try (Workers workers = new Workers(2);
          Comparison comparison = new Comparison(file, tolerance, tolerance)) {
        new Td3Replay(file, Precision.DOUBLE, workers, comparison, maker).all();
      }
    }
  }

  /** Compares the losses in float32 with each file that {@code claim} takes. */
  static void losses(Claim claim, Maker maker) throws java.io.IOException {
    for (GoldenFile file : GoldenFiles.open().of(claim)) {
      double tolerance = tolerance(file, "float32_abs_plus_rel");
      try (Workers workers = new Workers(2);
          Comparison comparison = new Comparison(file, tolerance, tolerance)) {
        new Td3Replay(file, Precision.FLOAT, workers, comparison, maker).losses();
      }
    }
  }

  private static double tolerance(GoldenFile file, String key) {
    return file.content().getAsJsonObject("tolerance").get(key).getAsDouble();
  }

  private final Comparison comparison;
  private final JsonArray steps;
  private final Precision precision;
  private final int batchSize;
  private final int states;
  private final int actions;
  private final Subject learner;
  private final IdentityHashMap<Network, double[]> last = new IdentityHashMap<>();
  private final JsonObject dataset; // null where batches state their rows
  private JsonObject step;

  private Td3Replay(
      GoldenFile file, Precision precision, Workers workers, Comparison comparison, Maker maker) {
    this.comparison = comparison;
    this.precision = precision;
    JsonObject content = file.content();
    dataset = content.getAsJsonObject("dataset");
    steps = content.getAsJsonArray("steps");
    JsonObject sizes = content.getAsJsonObject("sizes");
    batchSize = sizes.get("batch").getAsInt();
    states = sizes.get("obs_dim").getAsInt();
    actions = sizes.get("action_dim").getAsInt();
    float bound = sizes.get("max_action").getAsFloat();
    JsonObject initial = content.getAsJsonObject("initial");
    JsonObject optimizer = content.getAsJsonObject("optimizer");
    assertThat(optimizer.get("beta1").getAsDouble()).isEqualTo(0.9);
    assertThat(optimizer.get("beta2").getAsDouble()).isEqualTo(0.999);
    assertThat(optimizer.get("eps").getAsDouble()).isEqualTo(1e-8);
    JsonObject rates = optimizer.getAsJsonObject("lr");
    Noise noise =
        (name, at, target) -> {
          assertThat(name).isEqualTo("target-noise");
          assertThat(at).isEqualTo(step.get("step").getAsLong());
          double[] values = flat(step.getAsJsonObject("noise").get("target_policy"));
          System.arraycopy(values, 0, target, 0, target.length);
        };
    learner =
        maker.make(
            file,
            new Hyperparameters(
                content.getAsJsonObject("hyperparameters"),
                bound,
                rates.get("actor").getAsDouble(),
                rates.get("critic").getAsDouble(),
                hidden(initial.getAsJsonObject("actor")),
                batchSize),
            new Learner.Setup(
                states, ActionSpace.Box.symmetric(actions, bound), precision, workers, noise));
    learner.actor().parameters().set(parameters(initial.getAsJsonObject("actor"), ACTOR));
    learner.actorTarget().moveToward(learner.actor(), 1);
    for (int i = 0; i < 2; i++) {
      double[] values = parameters(initial.getAsJsonObject("critic"), CRITICS.get(i));
      learner.critic(i).parameters().set(values);
      learner.criticTarget(i).moveToward(learner.critic(i), 1);
    }
  }

  private static List<Integer> hidden(JsonObject actor) {
    List<Integer> widths = new ArrayList<>();
    for (String layer : ACTOR.subList(0, 2)) {
      widths.add(actor.getAsJsonArray(layer + ".bias").size());
    }
    return widths;
  }

  /** The present step's expected values. */
  JsonObject expected() {
    return step.getAsJsonObject("expected");
  }

  private void all() {
    for (Network network :
        List.of(
            learner.actorTarget(),
            learner.actor(),
            learner.criticTarget(0),
            learner.criticTarget(1))) {
      double[] values = new double[network.parameters().size()];
      network.parameters().get(values);
      last.put(network, values);
    }
    for (JsonElement element : steps) {
      step = element.getAsJsonObject();
      JsonObject expected = step.getAsJsonObject("expected");
      Minibatch batch = batch();
      output(learner.critic(0), joined(batch), expected, "q1");
      output(learner.critic(1), joined(batch), expected, "q2");
      if (expected.get("actor_updated").getAsBoolean()) {
        output(learner.actor(), batch.state(), expected, "pi");
      }

      Losses losses = learner.update(batch, this);

      losses(losses, expected);
      JsonObject grads = expected.getAsJsonObject("grads");
      for (int i = 0; i < 2; i++) {
        vector(
            learner.critic(i).gradient(),
            grads.getAsJsonObject("critic"),
            CRITICS.get(i),
            "gradient of critic " + i);
      }
      if (expected.get("actor_updated").getAsBoolean()) {
        vector(
            learner.actor().gradient(),
            grads.getAsJsonObject("actor"),
            ACTOR,
            "gradient of the actor");
      }
      weights(expected.getAsJsonObject("weights_after"));
    }
  }

  private void losses() {
    for (JsonElement element : steps) {
      step = element.getAsJsonObject();
      losses(learner.update(batch(), this), step.getAsJsonObject("expected"));
    }
  }

  private void losses(Losses losses, JsonObject expected) {
    close(losses.critic(), expected, "critic_loss");
    if (expected.get("actor_updated").getAsBoolean()) {
      close(losses.actor(), expected, "actor_total_loss");
      close(losses.regularizer(), expected, "regulariser");
      if (expected.has("minus_lambda_times_q_mean")) {
        close(losses.actor() - losses.regularizer(), expected, "minus_lambda_times_q_mean");
      } else {
        close(losses.lambda(), expected, "lambda");
        double q = expected.get("q_pi_mean").getAsDouble();
        compare(
            new double[] {losses.actor() - losses.regularizer()},
            new double[] {-expected.get("lambda").getAsDouble() * q},
            "-lambda q_pi_mean");
      }
    } else {
      assertThat(losses.actor()).isNaN();
    }
  }

  /** A network that the file leaves out is one that the step does not move. */
  private void weights(JsonObject after) {
    weights(learner.actor(), after, "actor", ACTOR);
    weights(learner.actorTarget(), after, "actor_target", ACTOR);
    for (int i = 0; i < 2; i++) {
      weights(learner.critic(i), after, "critic", CRITICS.get(i));
      weights(learner.criticTarget(i), after, "critic_target", CRITICS.get(i));
    }
  }

  private void weights(Network network, JsonObject after, String name, List<String> layers) {
    double[] values = new double[network.parameters().size()];
    network.parameters().get(values);
    double[] before = last.put(network, values);
    if (after.has(name)) {
      compare(values, parameters(after.getAsJsonObject(name), layers), name + " " + layers);
    } else {
      assertThat(values).as(where(name)).containsExactly(before);
    }
  }

  private Minibatch batch() {
    JsonObject rows = step.getAsJsonObject("batch");
    double[] done = flat(rows.get("done"));
    boolean[] terminal = new boolean[done.length];
    for (int i = 0; i < done.length; i++) {
      terminal[i] = done[i] == 1;
    }
    Minibatch batch = new Minibatch(precision, batchSize, states, actions);
    if (dataset == null) {
      batch.load(
          flat(rows.get("state")),
          flat(rows.get("action")),
          flat(rows.get("reward")),
          flat(rows.get("next_state")),
          terminal);
    } else {
      JsonArray index = rows.getAsJsonArray("index");
      int[] picked = new int[batchSize];
      JsonArray state = new JsonArray();
      JsonArray action = new JsonArray();
      for (int i = 0; i < batchSize; i++) {
        picked[i] = index.get(i).getAsInt();
        state.add(dataset.getAsJsonArray("state").get(picked[i]));
        action.add(dataset.getAsJsonArray("action").get(picked[i]));
      }
      batch.load(
          picked,
          flat(state),
          flat(action),
          flat(rows.get("reward")),
          flat(rows.get("next_state")),
          terminal);
    }
    return batch;
  }

  private Matrix joined(Minibatch batch) {
    Matrix joined = Matrix.zeros(precision, batchSize, states + actions);
    joined.setColumns(0, batch.state());
    joined.setColumns(states, batch.action());
    return joined;
  }

  private void output(Network network, Matrix input, JsonObject expected, String name) {
    Matrix output = Pass.whole(network, batchSize).forward(input);
    double[] values = new double[output.size()];
    output.get(values);
    compare(values, flat(expected.get(name)), name);
  }

  private void vector(Matrix actual, JsonObject expected, List<String> layers, String name) {
    double[] values = new double[actual.size()];
    actual.get(values);
    compare(values, parameters(expected, layers), name);
  }

  /** Compares numbers of the present step. */
  void compare(double[] actual, double[] expected, String name) {
    assertThat(actual).as(name).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      comparison.close(actual[i], expected[i], where(name) + "[" + i + "]");
    }
  }

  private void close(double actual, JsonObject expected, String name) {
    comparison.close(actual, expected.get(name).getAsDouble(), where(name));
  }

  private String where(String name) {
    return "step " + step.get("step").getAsLong() + ", " + name;
  }

  /** Weights {@code [out][in]} and biases of some layers, one after the other. */
  private static double[] parameters(JsonObject network, List<String> layers) {
    List<Double> values = new ArrayList<>();
    for (String layer : layers) {
      collect(network.get(layer + ".weight"), values);
      collect(network.get(layer + ".bias"), values);
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double[] flat(JsonElement nested) {
    List<Double> values = new ArrayList<>();
    collect(nested, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonElement element, List<Double> values) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(inner -> collect(inner, values));
    } else {
      values.add(element.getAsDouble());
    }
  }
}
