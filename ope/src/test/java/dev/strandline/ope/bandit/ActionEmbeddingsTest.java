package dev.strandline.ope.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.ope.bandit.ActionEmbeddings.Form;
import dev.strandline.ope.bandit.EmbeddingSelection.Candidate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionEmbeddingsTest {

  private static final double[][] IDENTITY = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  private static final double[][] ALL_ALIKE = {{1}, {1}, {1}};

  @Test
  void aDescriptionThatNamesTheActionGivesTheWeightsOfIps() {
    Logs log = Logs.random(1, 200, 3);
    ActionEmbeddings named = new ActionEmbeddings(new double[][][] {IDENTITY});

    for (Form form : Form.values()) {
      double[] weight = named.weights(log.target(), log.behavior(), log.action(), form);
      assertThat(weight).containsExactly(log.rounds().weight(), within(1e-14));
    }
  }

  @Test
  void aDescriptionThatAllActionsShareGivesTheMeanReward() {
    Logs log = Logs.random(2, 200, 3);
    ActionEmbeddings alike = new ActionEmbeddings(new double[][][] {ALL_ALIKE});

    double[] weight = alike.weights(log.target(), log.behavior(), new int[200], Form.JOINT);

    assertThat(weight).containsOnly(new double[] {1}, within(1e-14));
  }

  @Test
  void theJointFormIsUnbiasedAndTheFactoredOneIsNot() {
    double[][] first = {{0.9, 0.1}, {0.3, 0.7}, {0.5, 0.5}};
    double[][] second = {{0.2, 0.8}, {0.6, 0.4}, {0.9, 0.1}};
    double[] e = {0.1, 0.2, 0.7};
    double[] b = {0.5, 0.3, 0.2};
    double[][] reward = {{1, 4}, {2, 0}};
    ActionEmbeddings embeddings = new ActionEmbeddings(new double[][][] {first, second});

    double truth = 0;
    double joint = 0;
    double factored = 0;
    for (int a = 0; a < 3; a++) {
      for (int z = 0; z < 4; z++) {
        int[] category = {z / 2, z % 2};
        double likelihood = first[a][z / 2] * second[a][z % 2];
        double r = reward[z / 2][z % 2];
        truth += e[a] * likelihood * r;
        joint += b[a] * likelihood * r * weight(embeddings, e, b, category, Form.JOINT);
        factored += b[a] * likelihood * r * weight(embeddings, e, b, category, Form.FACTORED);
      }
    }

    assertThat(joint).isCloseTo(truth, within(1e-14));
    assertThat(factored).isNotCloseTo(truth, within(0.02));
  }

  private static double weight(
      ActionEmbeddings embeddings, double[] e, double[] b, int[] category, Form form) {
    return embeddings
        .weights(new ActionProbabilities(3, e), new ActionProbabilities(3, b), category, form)[0];
  }

  @Test
  void aDimensionThatSaysNothingChangesNoWeight() {
    Logs log = Logs.random(3, 50, 3);
    double[][] noise = {{0.3, 0.7}, {0.3, 0.7}, {0.3, 0.7}};
    ActionEmbeddings embeddings = new ActionEmbeddings(new double[][][] {IDENTITY, noise});
    int[] logged = new int[100];
    for (int i = 0; i < 50; i++) {
      logged[2 * i] = log.action()[i];
      logged[2 * i + 1] = i % 2;
    }

    for (Form form : Form.values()) {
      double[] both = embeddings.weights(log.target(), log.behavior(), logged, form);
      double[] one = embeddings.weights(log.target(), log.behavior(), logged, form, new int[] {0});
      assertThat(both).containsExactly(one, within(1e-13));
    }
  }

  @Test
  void badDescriptionsAreRefusedWithTheirPlace() {
    Logs log = Logs.random(4, 2, 3);
    ActionEmbeddings named = new ActionEmbeddings(new double[][][] {IDENTITY});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> named.weights(log.target(), log.behavior(), new int[] {0, 3}, Form.JOINT))
        .withMessageContaining("Row 1: category of embedding dimension 0 is 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionEmbeddings(new double[][][] {{{1, 0}, {0.5, 0.4}}}))
        .withMessageContaining("dimension 0, action 1")
        .withMessageContaining("sums to 0.9");
    ActionProbabilities first = ActionProbabilities.deterministic(3, new int[] {0, 0});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named.weights(log.target(), first, new int[] {0, 1}, Form.JOINT))
        .withMessageContaining("Row 1: weight is Infinity")
        .withMessageContaining("takes no action that could have this embedding");
  }

  @Test
  void selectionDropsTheDimensionThatSaysNothingAndKeepsTheOneThatMatters() {
    int n = 3_000;
    Logs log = Logs.random(5, n, 3);
    double[] favorite = new double[3 * n];
    double[] uniform = new double[3 * n];
    for (int i = 0; i < n; i++) {
      favorite[3 * i] = 0.9;
      favorite[3 * i + 1] = 0.05;
      favorite[3 * i + 2] = 0.05;
      Arrays.fill(uniform, 3 * i, 3 * i + 3, 1 / 3.0);
    }
    double[][] noise = {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}};
    int[] logged = new int[2 * n];
    double[] reward = new double[n];
    for (int i = 0; i < n; i++) {
      logged[2 * i] = log.action()[i];
      logged[2 * i + 1] = i % 2;
      reward[i] = log.action()[i] == 0 ? 1 : 0;
    }

    List<Candidate> standing =
        EmbeddingSelection.standing(
            new ActionEmbeddings(new double[][][] {IDENTITY, noise}),
            new ActionProbabilities(3, favorite),
            new ActionProbabilities(3, uniform),
            logged,
            reward,
            Form.JOINT,
            0.05);

    // Dimension 1 alone would give the mean reward, far from the value near 0.9.
    assertThat(standing)
        .extracting(Candidate::dimensions)
        .containsExactly(List.of(0, 1), List.of(0));
    assertThat(standing.get(1).value()).isCloseTo(0.9, within(0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EmbeddingSelection.standing(
                    new ActionEmbeddings(new double[][][] {IDENTITY}),
                    log.target(),
                    log.behavior(),
                    log.action(),
                    reward,
                    Form.JOINT,
                    1))
        .withMessageContaining("delta");
  }
}
