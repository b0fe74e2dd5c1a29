package dev.strandline.ope.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.datasets.BanditLog;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Names;
import dev.strandline.policy.Activation;
import dev.strandline.policy.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftmaxPolicyTest {

  @TempDir Path folder;

  /** s = (x_0 + 2 x_1, 1, 3 - x_0). */
  private static SoftmaxPolicy linear(double temperature) {
    return new SoftmaxPolicy(
        Activation.RELU,
        new double[][] {{1, 2, 0, 0, -1, 0}},
        new double[][] {{0, 1, 3}},
        temperature,
        false);
  }

  private static SoftmaxPolicy named() {
    return linear(1)
        .withNames(new Names(List.of("a", "b", "\u00e9"), List.of("age", "country=AU")));
  }

  private static SoftmaxPolicy deep() {
    return new SoftmaxPolicy(
        Activation.TANH,
        new double[][] {{1, 2, 3, 4}, {1, -1, 2, 0.5, 0, 1}},
        new double[][] {{0.1, -0.2}, {0, 1, Double.NEGATIVE_INFINITY}},
        0.7,
        false);
  }

  @Test
  void probabilitiesAreTheSoftmaxWorkedOutByHand() {
    // Scores at (1, 1) are 3, 1, 2; over tau = 2 they are 1.5, 0.5, 1.
    double sum = Math.exp(1.5) + Math.exp(0.5) + Math.E;

    assertThat(linear(2).probabilities(new double[] {1, 1}))
        .containsExactly(
            new double[] {Math.exp(1.5) / sum, Math.exp(0.5) / sum, Math.E / sum}, within(1e-15));
    assertThat(linear(2).logProb(new float[] {1, 1}, new float[] {1}))
        .isCloseTo(0.5 - Math.log(sum), within(1e-15));
  }

  @Test
  void temperatureZeroTakesTheFirstOfTheBest() {
    // Scores at (1, 0.5) are 2, 1, 2.
    SoftmaxPolicy policy = linear(0);

    assertThat(policy.probabilities(new double[] {1, 0.5})).containsExactly(1, 0, 0);
    assertThat(policy.act(new float[] {1, 0.5f})).containsExactly(0);
    assertThat(policy.logProb(new float[] {1, 0.5f}, new float[] {2}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aTargetChoosesAmongTheAvailableActions() {
    // Scores at (1, 1) are 3, 1, 2, of which the first row leaves the last two.
    BanditLog log =
        BanditLog.discrete(3)
            .actions(new int[] {1, 0})
            .rewards(new double[2])
            .context(2, new double[] {1, 1, 1, 1})
            .available(new boolean[] {false, true, true, true, true, true})
            .build();

    assertThat(linear(0).target("best", log).distribution().orElseThrow())
        .containsExactly(0, 0, 1, 1, 0, 0);
    double[] soft = linear(1).target("soft", log).distribution().orElseThrow();
    assertThat(soft[0]).isZero();
    assertThat(soft[1]).isCloseTo(1 / (1 + Math.E), within(1e-12));
    assertThat(linear(1).target("soft", log).logged()[0]).isEqualTo(soft[1]);
    BanditLog thirdAlone =
        BanditLog.discrete(3)
            .actions(new int[] {2})
            .rewards(new double[1])
            .context(2, new double[] {1, 1})
            .available(new boolean[] {false, false, true})
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deep().target("deep", thirdAlone))
        .withMessageContaining("available_actions, row 0")
        .withMessageContaining("never takes any");
  }

  @Test
  void hiddenLayersAndTheLinkAreApplied() {
    // h = tanh(1.1, 2.8) at (1, 0).
    double[] h = {Math.tanh(1.1), Math.tanh(2.8)};

    assertThat(deep().scores(new double[] {1, 0}))
        .containsExactly(h[0] - h[1], 1 + 2 * h[0] + 0.5 * h[1], Double.NEGATIVE_INFINITY);
    SoftmaxPolicy logistic =
        new SoftmaxPolicy(
            Activation.RELU, new double[][] {{1, 0}}, new double[][] {{0, 0}}, 1, true);
    assertThat(logistic.scores(new double[] {Math.log(3)}))
        .containsExactly(new double[] {0.75, 0.5}, within(1e-15));
  }

  @Test
  void samplesFollowTheProbabilitiesAndNeverTheImpossibleAction() {
    RandomGenerator stream = new Streams(1).open("actions");
    double[] p = deep().probabilities(new double[] {0, 0});
    int first = 0;

    for (int i = 0; i < 10_000; i++) {
      float[] action = deep().sample(new float[] {0, 0}, stream);
      assertThat(action[0]).isNotEqualTo(2);
      first += action[0] == 0 ? 1 : 0;
    }

    assertThat(p[2]).isZero();
    assertThat(first / 10_000.0).isCloseTo(p[0], within(0.02));
  }

  @Test
  void aLogsTableHoldsTheProbabilitiesOfItsRows() {
    Decisions decisions = Decisions.of(3, 2, new double[] {1, 1, -2, 0.5}, new int[] {0, 1});

    double[] table = linear(2).probabilities(decisions);

    assertThat(table).startsWith(linear(2).probabilities(new double[] {1, 1}));
    assertThat(table).endsWith(linear(2).probabilities(new double[] {-2, 0.5}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear(2).probabilities(Decisions.of(4, 2, new double[2], new int[] {0})))
        .withMessageContaining("among 3 actions, but the log has 4");
  }

  @Test
  void aSavedPolicyIsReadBackWhole() throws IOException {
    Path file = folder.resolve("policy.bin");
    Path again = folder.resolve("again.bin");

    deep().save(file);
    SoftmaxPolicy read = SoftmaxPolicy.load(file);
    read.save(again);

    assertThat(read.probabilities(new double[] {0.3, -0.4}))
        .isEqualTo(deep().probabilities(new double[] {0.3, -0.4}));
    assertThat(read.temperature()).isEqualTo(0.7);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void namesAreSavedToo() throws IOException {
    Path file = folder.resolve("policy.bin");

    named().save(file);

    assertThat(SoftmaxPolicy.load(file).names()).isEqualTo(named().names());
    assertThat(SoftmaxPolicy.load(file).withTemperature(2).names()).isEqualTo(named().names());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear(1).withNames(new Names(List.of("a", "b"), List.of())))
        .withMessageContaining("2 names for 3 actions");
  }

  /** A file with other bytes from a place on, and the checksum of all. */
  private static byte[] forged(byte[] file, int at, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(file.clone()).putInt(at, number);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, file.length - Integer.BYTES);
    return bytes.putInt(file.length - Integer.BYTES, (int) crc.getValue()).array();
  }

  @Test
  void aFileOfTheFirstVersionIsToBeLearnedAnew() throws IOException {
    Path file = folder.resolve("policy.bin");
    deep().save(file);
    Files.write(file, forged(Files.readAllBytes(file), 8, 1));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SoftmaxPolicy.load(file))
        .withMessageContaining("policy.bin: has format version 1, which does not say")
        .withMessageContaining("Learn the policy anew");
  }

  @Test
  void namesThatAFileAnnouncesButDoesNotHoldAreAnError() throws IOException {
    Path file = folder.resolve("policy.bin");
    named().save(file);
    byte[] whole = Files.readAllBytes(file);
    int counts = 8 + 4 + 2 + "RELU".length() + 8 + 1 + 3 * 4; // the number of names of actions

    for (int number : new int[] {-1, 2, Integer.MAX_VALUE}) {
      Files.write(file, forged(whole, counts, number));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SoftmaxPolicy.load(file))
          .withMessageContaining(number + " names announced for 3 actions");
    }
    for (int number : new int[] {-1, 1 << 30}) {
      Files.write(file, forged(whole, counts + 4, number));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SoftmaxPolicy.load(file))
          .withMessageContaining("length of a name must lie in [0");
    }
  }

  @Test
  void everyShortenedOrChangedFileIsAnError() throws IOException {
    Path file = folder.resolve("policy.bin");
    named().save(file);
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length += 5) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SoftmaxPolicy.load(file))
          .withMessageContaining("policy.bin");
    }
    for (int at = 0; at < whole.length; at += 5) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> SoftmaxPolicy.load(file));
    }
  }

  @Test
  void aFileThatIsMissingIsSaidToBe() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SoftmaxPolicy.load(folder.resolve("none.bin")))
        .withMessageContaining("there is no such file");
  }

  @Test
  void contextsAndNumbersThatAreNotFiniteAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear(1).scores(new double[] {0, Double.NaN}))
        .withMessageContaining("context[1] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SoftmaxPolicy(
                    Activation.RELU,
                    new double[][] {{Double.NaN, 0}},
                    new double[][] {{0, 0}},
                    1,
                    false))
        .withMessageContaining("weight 0 of layer 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear(1).scores(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}))
        .withMessageContaining("too large");
  }
}
