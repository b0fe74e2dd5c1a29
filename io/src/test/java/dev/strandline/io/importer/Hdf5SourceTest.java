package dev.strandline.io.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5SourceTest {

  @TempDir Path folder;

  @Test
  void shapesTypesAndScalarsAreThoseOfTheFile() throws IOException {
    try (Hdf5Source source = Hdf5Source.open(Fixture.path("locomotion.hdf5"))) {
      Hdf5Group root = source.root();

      assertThat(root.listing().datasets())
          .contains("infos/qpos", "metadata/policy/fc0/weight", "observations");
      assertThat(root.dataset("observations").orElseThrow().shape()).isEqualTo("(24, 4)");
      assertThat(root.dataset("rewards").orElseThrow().shape()).isEqualTo("(24,)");
      assertThat(root.dataset("terminals").orElseThrow().type().name()).isEqualTo("bool");
      assertThat(root.dataset("metadata/algorithm").orElseThrow().type().name()).isEqualTo("|S3");
      assertThat(root.dataset("metadata/algorithm").orElseThrow().scalar()).isEqualTo("SAC");
      assertThat(root.dataset("metadata/iteration").orElseThrow().scalar()).isEqualTo("3");
      assertThat(root.dataset("metadata")).isEmpty();
      assertThat(root.dataset("infos/none")).isEmpty();
    }
  }

  @Test
  void aGroupOfThousandsOfLinksIsListed() throws IOException {
    Path file = folder.resolve("links.hdf5");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(Fixture.path("links.hdf5.gz")))) {
      Files.copy(in, file);
    }

    try (Hdf5Source source = Hdf5Source.open(file)) {
      assertThat(source.root().names())
          .hasSize(3000)
          .contains("link_0000" + "_".repeat(200), "link_2999" + "_".repeat(200))
          .doesNotHaveDuplicates();
      assertThat(source.root().listing().datasets()).isEmpty();
      assertThat(source.root().listing().links()).hasSize(3000);
    }
  }

  @Test
  void aFileThatWasCutSaysHowMuchIsMissing() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixture.path("locomotion.hdf5"));
    Path file = Files.write(folder.resolve("cut.hdf5"), Arrays.copyOf(bytes, 30_000));

    assertThatIOException()
        .isThrownBy(() -> Hdf5Source.open(file))
        .withMessage(
            file
                + ": is damaged or not an HDF5 file (its superblock: it has 30000 bytes of "
                + bytes.length
                + "). Copy it anew.");
  }

  @Test
  void anInterruptIsNoFaultOfTheFiles() {
    Path file = Fixture.path("locomotion.hdf5");
    ImportProgress stopping =
        (rows, of) -> {
          throw new UncheckedIOException(new InterruptedIOException());
        };
    ImportProgress interrupting = (rows, of) -> Thread.currentThread().interrupt();

    assertThatThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), stopping))
        .isInstanceOf(InterruptedIOException.class);
    try {
      assertThatThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), interrupting))
          .isInstanceOf(ClosedByInterruptException.class);
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  @Test
  void numbersThatDoNotFitIntoTheHeapAreNoDamage() {
    Path file = Fixture.path("locomotion.hdf5");
    ImportProgress full =
        (rows, of) -> {
          throw new OutOfMemoryError("Java heap space");
        };

    assertThatIOException()
        .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), full))
        .withMessageContaining("locomotion.hdf5: its numbers do not fit into Java's heap");
  }

  @Test
  void numbersThatTheHeapCannotHoldAreRefusedBeforeAnyIsRead() {
    Path file = Fixture.path("large.hdf5");
    ImportProgress none =
        (rows, of) -> {
          throw new AssertionError("read " + rows);
        };

    assertThatIOException()
        .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), none))
        .withMessageContaining("large.hdf5: its numbers take 91,552 MB of memory");
    assertThatIOException()
        .isThrownBy(() -> MinariReader.read(file, ImportOptions.defaults(), none))
        .withMessageContaining("large.hdf5: its numbers take 45,776 MB of memory");
  }

  @Test
  void treesThatContainThemselvesEnd() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixture.path("locomotion.hdf5"));
    Path file = folder.resolve("trees.hdf5");
    int trees = 0;

    for (int node = 0; node < bytes.length - 512; node++) {
      if (!new String(bytes, node, 4, StandardCharsets.ISO_8859_1).equals("TREE")) {
        continue;
      }
      ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
      damaged.put(node + 5, (byte) 1).putShort(node + 6, (short) 2);
      for (int at = node + 24; at < node + 160; at += 8) {
        damaged.putLong(at, node);
      }
      Files.write(file, damaged.array());
      trees++;

      assertThatIOException()
          .isThrownBy(() -> D4rlReader.read(file, ImportOptions.defaults(), (rows, of) -> {}))
          .withMessageContaining("trees.hdf5: is damaged or not an HDF5 file");
    }

    assertThat(trees).isGreaterThan(10);
  }
}
