package dev.strandline.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  @TempDir Path folder;

  private static Checkpoint small() {
    return Checkpoint.builder()
        .put("actor", new float[] {1.5f, -0f, Float.NaN})
        .put("log alpha", new double[] {Math.PI})
        .put("rows", new long[] {Long.MIN_VALUE, 7})
        .put("step", 41)
        .put("config", "gamma=0.99, naïve")
        .build();
  }

  @Test
  void whatWasWrittenIsReadBackBitForBit() throws IOException {
    Path file = folder.resolve("step-41.ckpt");

    small().write(file);
    Checkpoint read = Checkpoint.read(file);

    assertThat(read.names()).containsExactly("actor", "log alpha", "rows", "step", "config");
    assertThat(read.floats("actor")).containsExactly(1.5f, -0f, Float.NaN);
    assertThat(Float.floatToRawIntBits(read.floats("actor")[1])).isEqualTo(0x80000000);
    assertThat(read.doubles("log alpha")).containsExactly(Math.PI);
    assertThat(read.longs("rows")).containsExactly(Long.MIN_VALUE, 7);
    assertThat(read.number("step")).isEqualTo(41);
    assertThat(read.text("config")).isEqualTo("gamma=0.99, naïve");
  }

  @Test
  void arraysLongerThanOneBlockAreReadBack() throws IOException {
    float[] floats = new float[100_003];
    double[] doubles = new double[50_021];
    long[] longs = new long[50_021];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i * 0.37f;
    }
    Arrays.setAll(doubles, i -> i / 3.0);
    Arrays.setAll(longs, i -> -i * 1_000_000_007L);
    Path file = folder.resolve("large.ckpt");

    Checkpoint.builder().put("f", floats).put("d", doubles).put("l", longs).build().write(file);
    Checkpoint read = Checkpoint.read(file);

    assertThat(read.floats("f")).containsExactly(floats);
    assertThat(read.doubles("d")).containsExactly(doubles);
    assertThat(read.longs("l")).containsExactly(longs);
  }

  @Test
  void emptyArraysAndAnEmptyCheckpointAreReadBack() throws IOException {
    Path file = folder.resolve("empty.ckpt");

    Checkpoint.builder().put("none", new float[0]).put("blank", "").build().write(file);
    Checkpoint.builder().build().write(folder.resolve("nothing.ckpt"));

    assertThat(Checkpoint.read(file).floats("none")).isEmpty();
    assertThat(Checkpoint.read(file).text("blank")).isEmpty();
    assertThat(Checkpoint.read(folder.resolve("nothing.ckpt")).names()).isEmpty();
  }

  @Test
  void equalCheckpointsAreEqualBytes() throws IOException {
    small().write(folder.resolve("a"));
    small().write(folder.resolve("b"));

    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
  }

  @Test
  void trainingOnDoesNotChangeACheckpoint() {
    float[] weights = {1, 2};
    Checkpoint checkpoint = Checkpoint.builder().put("weights", weights).build();

    weights[0] = 9;
    checkpoint.floats("weights")[1] = 9;

    assertThat(checkpoint.floats("weights")).containsExactly(1, 2);
  }

  @Test
  void aMissingEntryIsNamedWithWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().floats("critic"))
        .withMessageContaining("no entry 'critic'")
        .withMessageContaining("actor, log alpha, rows, step, config");
  }

  @Test
  void anEntryOfAnotherTypeIsNamedWithItsGetter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().doubles("actor"))
        .withMessageContaining("'actor' is float[], not double[]")
        .withMessageContaining("floats(\"actor\")");
  }

  @Test
  void aNameIsPutOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoint.builder().put("step", 1).put("step", new float[1]))
        .withMessageContaining("already has an entry 'step'");
  }

  @Test
  void aMissingFileAFolderAndAForeignFileAreToldApart() throws IOException {
    Path foreign = Files.writeString(folder.resolve("notes.txt"), "not a checkpoint at all");

    assertFails(folder.resolve("absent.ckpt"), "there is no such file");
    assertFails(folder, "is a folder");
    assertFails(foreign, "is not a checkpoint");
  }

  @Test
  void everyTruncatedFileIsAnError() throws IOException {
    Path file = folder.resolve("whole.ckpt");
    small().write(file);
    byte[] bytes = Files.readAllBytes(file);

    for (int length = 0; length < bytes.length; length++) {
      assertFails(
          Files.write(folder.resolve("cut.ckpt"), Arrays.copyOf(bytes, length)), "cut.ckpt: is ");
    }
  }

  @Test
  void everyFlippedBitIsAnError() throws IOException {
    Path file = folder.resolve("whole.ckpt");
    small().write(file);
    byte[] bytes = Files.readAllBytes(file);

    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertFails(Files.write(folder.resolve("flip.ckpt"), flipped), "flip.ckpt: is ");
    }
  }

  @Test
  void anAbsurdSizeWithARightChecksumIsAnErrorBeforeMemoryIsTaken() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(38).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("STRANDCK".getBytes(UTF_8)).putInt(1).putInt(1);
    bytes.putInt(1).put((byte) 'w').put((byte) 1).putLong(1L << 30).putInt(0);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, 34);
    bytes.putInt((int) crc.getValue());

    assertFails(
        Files.write(folder.resolve("hostile.ckpt"), bytes.array()),
        "an entry of 1073741824 values of 4 bytes, where 4 bytes are left");
  }

  @Test
  void anotherVersionIsNamed() throws IOException {
    Path file = folder.resolve("new.ckpt");
    small().write(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length - 4, (int) crc.getValue());

    assertFails(Files.write(file, bytes), "format version 2, but this program reads version 1");
  }

  private static void assertFails(Path file, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Checkpoint.read(file))
        .withMessageContaining(message);
  }
}
