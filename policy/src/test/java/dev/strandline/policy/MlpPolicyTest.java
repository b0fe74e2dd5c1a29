package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlpPolicyTest {

  private static final ObservationNormalizer NORMALIZER =
      new ObservationNormalizer(new float[] {1, 2}, new float[] {2, 0.5f});
  private static final ActionSpace.Box BOX = new ActionSpace.Box(new float[] {-1}, new float[] {3});

  @TempDir Path folder;

  /** Two numbers in, two hidden units, one action. */
  private static MlpPolicy small(Activation activation) {
    return new MlpPolicy(
        NORMALIZER,
        activation,
        new float[][] {{1, 2, -1, 0.5f}, {0.5f, -0.25f}},
        new float[][] {{0.5f, -1}, {0.125f}},
        BOX);
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("policy.bin");
    small(Activation.RELU).save(file);
    return file;
  }

  @Test
  void theActionIsTheOneWorkedOutByHand() {
    // x = ((3 - 1) / 2, (2.5 - 2) / 0.5) = (1, 1); h = relu(3.5, -1.5) = (3.5, 0);
    // z = 0.5 * 3.5 + 0.125 = 1.875; a = 1 + 2 tanh 1.875.
    assertThat(small(Activation.RELU).act(new float[] {3, 2.5f})[0])
        .isCloseTo((float) (1 + 2 * Math.tanh(1.875)), within(1e-6f));
    // h = (tanh 3.5, tanh -1.5).
    double z = 0.5 * Math.tanh(3.5) - 0.25 * Math.tanh(-1.5) + 0.125;
    assertThat(small(Activation.TANH).act(new float[] {3, 2.5f})[0])
        .isCloseTo((float) (1 + 2 * Math.tanh(z)), within(1e-6f));
  }

  @Test
  void actionsNeverLeaveTheBox() {
    MlpPolicy policy = small(Activation.RELU);

    assertThat(policy.act(new float[] {1e30f, 1e30f})[0]).isBetween(-1f, 3f);
    assertThat(policy.act(new float[] {-1e30f, 1e30f})[0]).isBetween(-1f, 3f);
  }

  @Test
  void theObservationIsNotChanged() {
    float[] observation = {3, 2.5f};

    small(Activation.RELU).act(observation);

    assertThat(observation).containsExactly(3, 2.5f);
  }

  @Test
  void whatIsNoObservationIsRefusedWithItsPlace() {
    MlpPolicy policy = small(Activation.RELU);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.act(new float[] {1, Float.NaN}))
        .withMessageContaining("observation[1] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.act(new float[] {Float.POSITIVE_INFINITY, 1}))
        .withMessageContaining("observation[0] is Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.act(new float[3]))
        .withMessageContaining("observation has 3 numbers, but 2");
  }

  @Test
  void sizesThatDoNotFitAreRefusedWithTheirLayer() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MlpPolicy(
                    NORMALIZER,
                    Activation.RELU,
                    new float[][] {{1, 2, 3}},
                    new float[][] {{0}},
                    BOX))
        .withMessageContaining("weights of layer 0 has 3 numbers, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MlpPolicy(
                    NORMALIZER,
                    Activation.RELU,
                    new float[][] {{1, 2, 3, 4}},
                    new float[][] {{0, 0}},
                    BOX))
        .withMessageContaining("output layer has 2 numbers, but 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MlpPolicy(
                    NORMALIZER,
                    Activation.RELU,
                    new float[][] {{1, Float.NaN}},
                    new float[][] {{0}},
                    BOX))
        .withMessageContaining("weight 1 of layer 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MlpPolicy(NORMALIZER, Activation.RELU, new float[0][], new float[0][], BOX))
        .withMessageContaining("at least one layer");
  }

  @Test
  void aPolicyReadBackActsTheSame() throws IOException {
    MlpPolicy policy = small(Activation.TANH);
    Path file = folder.resolve("a/policy.bin");
    policy.save(file);

    MlpPolicy loaded = MlpPolicy.load(file);

    assertThat(loaded.observationSize()).isEqualTo(2);
    assertThat(loaded.actionSpace()).isEqualTo(BOX);
    assertThat(loaded.normalizer()).isEqualTo(NORMALIZER);
    for (float[] observation : new float[][] {{3, 2.5f}, {-1, 2}, {0.3f, 1.9f}}) {
      assertThat(loaded.act(observation)).containsExactly(policy.act(observation));
    }
  }

  @Test
  void equalPoliciesAreEqualBytes() throws IOException {
    byte[] first = Files.readAllBytes(saved());
    MlpPolicy.load(saved()).save(folder.resolve("again.bin"));

    assertThat(folder.resolve("again.bin")).hasBinaryContent(first);
  }

  @Test
  void everyFlippedBitIsRefused() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << bit);
        Files.write(file, damaged);

        assertThatExceptionOfType(IOException.class)
            .as("bit %d of byte %d", bit, i)
            .isThrownBy(() -> MlpPolicy.load(file))
            .withMessageStartingWith(file.toString());
      }
    }
  }

  @Test
  void aFileCutAtAnyLengthIsRefused() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatExceptionOfType(IOException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> MlpPolicy.load(file))
          .withMessageStartingWith(file.toString());
    }
  }

  @Test
  void aFileWithMoreBehindItIsRefused() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 4));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MlpPolicy.load(file))
        .withMessageContaining("is damaged: its checksum");
  }

  @Test
  void filesThatAreNoneOrForeignOrFoldersAreRefusedWithACure() throws IOException {
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "not a policy at all");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MlpPolicy.load(folder.resolve("none.bin")))
        .withMessageContaining("there is no such file. Give the policy.bin of a finished run.");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MlpPolicy.load(foreign))
        .withMessageContaining("does not begin with STRANDPL");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MlpPolicy.load(folder))
        .withMessageContaining("is not a policy file");
  }

  @Test
  void aNewerVersionIsRefusedWithBothNumbers() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, 2);
    Files.write(file, bytes);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MlpPolicy.load(file))
        .withMessageContaining("has format version 2, but this program reads version 1");
  }

  @Test
  void eightThreadsGetTheSameActionsAtOnce() throws Exception {
    MlpPolicy policy = small(Activation.TANH);
    float[][] observations = new float[1000][];
    float[][] expected = new float[1000][];
    RandomStream stream = new Streams(1).open("observations");
    for (int i = 0; i < observations.length; i++) {
      observations[i] = new float[] {stream.nextFloat() * 6 - 3, stream.nextFloat() * 6 - 3};
      expected[i] = policy.act(observations[i]);
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<float[][]>> answers = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        answers.add(
            threads.submit(
                () -> {
                  float[][] actions = new float[observations.length][];
                  for (int i = 0; i < actions.length; i++) {
                    actions[i] = policy.act(observations[i]);
                  }
                  return actions;
                }));
      }
      for (Future<float[][]> answer : answers) {
        assertThat(Arrays.deepEquals(answer.get(), expected)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
