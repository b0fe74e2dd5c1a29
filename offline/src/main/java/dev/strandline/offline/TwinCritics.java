package dev.strandline.offline;

import static dev.strandline.offline.Regression.bellman;
import static dev.strandline.offline.Regression.meanSquaredError;

import dev.strandline.io.Checkpoint;
import dev.strandline.tensor.Adam;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.MlpSpec;
import dev.strandline.tensor.Network;
import dev.strandline.tensor.Pass;
import dev.strandline.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * The two critics of TD3 (Fujimoto, van Hoof and Meger, 2018) with their targets and optimizers:
 * Q_1, Q_2 and Q'_1, Q'_2, each a network of (s, a). The critics run side by side.
 *
 * <p>Each critic has an Adam of its own, which is the same as one over both.
 */
final class TwinCritics {

  private static final int CRITICS = 2;

  private final int states;
  private final Workers workers;
  private final Network[] critics = new Network[CRITICS];
  private final Network[] targets = new Network[CRITICS];
  private final Adam[] adams = new Adam[CRITICS];
  private final Pass[] passes = new Pass[CRITICS];
  private final Pass[] targetPasses = new Pass[CRITICS];
  private final Pass valuePass;

  private final Matrix stateAction;
  private final Matrix nextStateAction;
  private final Matrix statePi;
  private final Matrix dQda;
  private final double[][] nextQ;
  private final double[] y;
  private final double[][] q;
  private final double[][] dQ;
  private final double[] loss = new double[CRITICS];
  private final double[] ones;

  private final IntConsumer targetForward = this::targetForward;
  private final IntConsumer step = this::step;

  /** Critics whose parameters are zero until {@link #initialize} or {@link #load}. */
  TwinCritics(Learner.Setup setup, List<Integer> hidden, double learningRate, int batchSize) {
    int n = batchSize;
    int actions = setup.actions().size();
    states = setup.observationSize();
    workers = setup.workers();
    for (int i = 0; i < CRITICS; i++) {
      critics[i] = new Network(MlpSpec.value(states + actions, hidden), setup.precision());
      targets[i] = critics[i].copy();
      adams[i] = new Adam(critics[i], Adam.Config.ofLearningRate(learningRate));
      passes[i] = Pass.whole(critics[i], n);
      targetPasses[i] = Pass.whole(targets[i], n);
    }
    valuePass = Pass.split(critics[0], n, workers);
    stateAction = Matrix.zeros(setup.precision(), n, states + actions);
    nextStateAction = Matrix.zeros(setup.precision(), n, states + actions);
    statePi = Matrix.zeros(setup.precision(), n, states + actions);
    dQda = Matrix.zeros(setup.precision(), n, actions);
    nextQ = new double[CRITICS][n];
    y = new double[n];
    q = new double[CRITICS][n];
    dQ = new double[CRITICS][n];
    ones = new double[n];
    Arrays.fill(ones, 1);
  }

  void initialize(RandomGenerator stream) {
    for (int i = 0; i < CRITICS; i++) {
      critics[i].initialize(stream);
      targets[i].moveToward(critics[i], 1);
    }
  }

  /**
   * y = r + gamma (1 - terminal) min_i Q'_i(s', a~), which the next {@link #descend} regresses on.
   *
   * @param aTilde the action to value at s', {@code [N, A]}
   */
  void target(Minibatch batch, Matrix aTilde, double gamma) {
    join(nextStateAction, batch.nextState(), aTilde);
    workers.run(CRITICS, targetForward);
    for (int i = 0; i < y.length; i++) {
      nextQ[0][i] = Math.min(nextQ[0][i], nextQ[1][i]);
    }
    bellman(y, batch.reward(), batch.terminal(), gamma, nextQ[0]);
  }

  private void targetForward(int i) {
    targetPasses[i].forward(nextStateAction).get(nextQ[i]);
  }

  /** One Adam step of each critic on mean (Q_i(s, a) - y)^2; returns the sum of their losses. */
  double descend(Minibatch batch) {
    join(stateAction, batch.state(), batch.action());
    workers.run(CRITICS, step);
    return loss[0] + loss[1];
  }

  private void step(int i) {
    passes[i].forward(stateAction).get(q[i]); // [N, 1]
    loss[i] = meanSquaredError(q[i], y, dQ[i]);
    passes[i].outputGradient().set(dQ[i]);
    passes[i].backward();
    adams[i].step();
  }

  /**
   * Q_1(s, a) of another action than the logged one, and its slope in the action.
   *
   * @param action {@code [N, A]}
   * @param value receives Q_1, {@code [N]}
   * @param slope receives dQ_1/da, {@code [N * A]}
   */
  void first(Matrix state, Matrix action, double[] value, double[] slope) {
    join(statePi, state, action);
    valuePass.forward(statePi).get(value);
    valuePass.outputGradient().set(ones);
    valuePass.backwardToInput().getColumns(states, dQda);
    dQda.get(slope);
  }

  /** Polyak averaging of the target of critic {@code i}, 0 or 1. */
  void moveTarget(int i, double tau) {
    targets[i].moveToward(critics[i], tau);
  }

  private static void join(Matrix joined, Matrix state, Matrix action) {
    joined.setColumns(0, state);
    joined.setColumns(state.columns(), action);
  }

  Network critic(int i) {
    return critics[i];
  }

  Network target(int i) {
    return targets[i];
  }

  void save(Checkpoint.Builder checkpoint) {
    for (int i = 0; i < CRITICS; i++) {
      NetworkState.save(checkpoint, "critic." + i, critics[i], adams[i]);
      NetworkState.save(checkpoint, "critic." + i + ".target", targets[i]);
    }
  }

  void load(Checkpoint checkpoint) {
    for (int i = 0; i < CRITICS; i++) {
      NetworkState.load(checkpoint, "critic." + i, critics[i], adams[i]);
      NetworkState.load(checkpoint, "critic." + i + ".target", targets[i]);
    }
  }
}
