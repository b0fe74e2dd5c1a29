package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitionFileTest {

  @TempDir Path folder;

  @Test
  void aLogWithEverythingIsReadBackBitForBit() throws IOException {
    Transitions data = Logs.full(100);
    Path file = folder.resolve("below/full.parquet");

    TransitionFile.write(data, file);

    Logs.assertSame(TransitionFile.read(file), data);
  }

  @Test
  void aLogWithTheLeastIsReadBackBitForBit() throws IOException {
    Transitions data = Logs.random(1, 1, ActionSpace.Box.symmetric(1, 2), 0).build();
    Path file = folder.resolve("least.parquet");

    TransitionFile.write(data, file);

    Logs.assertSame(TransitionFile.read(file), data);
    assertThat(TransitionFile.read(file).nextObservations()).isEmpty();
  }

  @Test
  void discreteActionsAreReadBackWithTheirSpace() throws IOException {
    Transitions data = Logs.random(50, 2, new ActionSpace.Discrete(9), 1).build();
    Path file = folder.resolve("discrete.parquet");

    TransitionFile.write(data, file);

    Logs.assertSame(TransitionFile.read(file), data);
    assertThat(schema(file)).contains("required int32 actions");
  }

  @Property(tries = 30)
  void anySizeInAnyNumberOfRowGroupsIsReadBackBitForBit(
      @ForAll @IntRange(min = 1, max = 3000) int rows,
      @ForAll @IntRange(min = 1, max = 9) int observationSize,
      @ForAll @IntRange(min = 1, max = 4) int actionSize,
      @ForAll @IntRange(min = 100, max = 4000) int mostGroupRows)
      throws IOException {
    Path file = Files.createTempFile("strandline", ".parquet");
    Transitions data =
        Logs.random(rows, observationSize, ActionSpace.Box.symmetric(actionSize, 1), rows).build();

    TransitionFile.write(data, file, mostGroupRows);

    Logs.assertSame(TransitionFile.read(file), data);
    Files.delete(file);
  }

  @Test
  void pagesAndRowGroupsOfTheirRealSizeAreReadBackBitForBit() throws IOException {
    Transitions data = Logs.random(120_000, 40, ActionSpace.Box.symmetric(3, 1), 2).build();
    Path file = folder.resolve("large.parquet");

    TransitionFile.write(data, file);

    assertThat(Footer.read(file).groups()).hasSizeGreaterThan(1);
    Logs.assertSame(TransitionFile.read(file), data);
  }

  @Test
  void metadataIsReadBackWithWhatTheWriterAdds() throws IOException {
    Transitions data = Logs.full(20);
    Path file = folder.resolve("full.parquet");

    TransitionFile.write(data, file);

    assertThat(TransitionFile.read(file).metadata())
        .containsEntry("strandline.env", "Tide-v1")
        .containsEntry("strandline.reference_max", "12.5")
        .containsEntry("strandline.kind", "transition")
        .containsEntry("strandline.observation_dim", "3")
        .containsEntry(
            "strandline.action_space", "{\"type\":\"box\",\"low\":[-1.0,-1.0],\"high\":[1.0,1.0]}")
        .containsEntry("strandline.action_space_source", "file")
        .containsEntry("strandline.content_hash", ContentHash.of(data))
        .doesNotContainKey("strandline.skipped_columns");
  }

  @Test
  void theLayoutIsTheOneThatOtherProgramsRead() throws IOException {
    Path file = folder.resolve("full.parquet");

    TransitionFile.write(Logs.full(20), file);

    assertThat(Footer.read(file).schema())
        .isEqualTo(
            MessageTypeParser.parseMessageType(
                """
                message transition {
                  required int64 episode_id;
                  required int32 step;
                  required group observations (LIST) { repeated group list { required float element; } }
                  required group actions (LIST) { repeated group list { required float element; } }
                  required double rewards;
                  required boolean terminals;
                  required boolean timeouts;
                  required group next_observations (LIST) { repeated group list { required float element; } }
                  required double propensity;
                  required group simulator_state (LIST) { repeated group list { required double element; } }
                  required group available_actions (LIST) { repeated group list { required boolean element; } }
                  required group gain (LIST) { repeated group list { required double element; } }
                  required int64 clicks;
                  optional binary segment (STRING);
                  required boolean weekend;
                }
                """));
  }

  @Test
  void pagesAreCompressedByZstandardWithDictionariesForWholeNumbersOnly() throws IOException {
    Path file = folder.resolve("full.parquet");

    TransitionFile.write(Logs.full(2000), file);

    for (BlockMetaData group : Footer.read(file).groups()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        boolean wholeNumber =
            List.of("episode_id", "step", "segment").contains(chunk.getPath().toDotString());
        assertThat(chunk.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
        assertThat(chunk.getEncodings())
            .doesNotContain(Encoding.BYTE_STREAM_SPLIT, Encoding.DELTA_BINARY_PACKED);
        if (wholeNumber) {
          assertThat(chunk.hasDictionaryPage()).isTrue();
        } else if (!chunk.getPath().toDotString().equals("clicks")) {
          assertThat(chunk.hasDictionaryPage()).isFalse();
        }
      }
    }
  }

  @Test
  void rewardsThatAreFloatsAreWrittenAsFloats() throws IOException {
    Path file = folder.resolve("floats.parquet");

    TransitionFile.write(Logs.random(9, 1, ActionSpace.Box.symmetric(1, 1), 0).build(), file);

    assertThat(schema(file)).contains("required float rewards");
  }

  @Test
  void equalLogsAreEqualBytes() throws IOException {
    TransitionFile.write(Logs.full(500), folder.resolve("a.parquet"));
    TransitionFile.write(Logs.full(500), folder.resolve("b.parquet"));

    assertThat(folder.resolve("a.parquet")).hasSameBinaryContentAs(folder.resolve("b.parquet"));
  }

  @Test
  void aLogThatWasReadIsWrittenAsItWas() throws IOException {
    TransitionFile.write(Logs.full(50), folder.resolve("a.parquet"));
    Transitions read = TransitionFile.read(folder.resolve("a.parquet"));
    TransitionFile.write(read, folder.resolve("b.parquet"));

    Transitions again = TransitionFile.read(folder.resolve("b.parquet"));

    Logs.assertSame(again, read);
    assertThat(again.metadata()).isEqualTo(read.metadata());
  }

  @Test
  void aValueThatCouldNotBeReadBackIsNotWritten() throws IOException {
    Path file = folder.resolve("bad.parquet");
    Transitions notFinite =
        Logs.random(2, 2, ActionSpace.Box.symmetric(1, 1), 0)
            .observations(new float[] {0, 1, 2, Float.NaN})
            .build();
    Transitions reward =
        Logs.random(2, 2, ActionSpace.Box.symmetric(1, 1), 0)
            .rewards(new double[] {1, Double.POSITIVE_INFINITY})
            .build();
    Transitions action =
        Logs.random(2, 2, new ActionSpace.Discrete(3), 0).actions(new float[] {1, 3}).build();
    Transitions episodes =
        Logs.random(3, 2, new ActionSpace.Discrete(3), 0)
            .episodes(new long[] {8, 9, 8}, new int[] {0, 1, 2})
            .build();
    Transitions name =
        Logs.random(2, 2, new ActionSpace.Discrete(3), 0)
            .extra("rewards", new Column.Integers(new long[2]))
            .build();

    assertRefused(notFinite, file, "observations, row 1, element 1: is NaN");
    assertRefused(reward, file, "rewards, row 1: is Infinity");
    assertRefused(action, file, "actions, row 1: is 3.0, but actions are the indices 0 to 2");
    assertRefused(episodes, file, "episode 2 at row 2 has the id 8");
    assertRefused(name, file, "an extra column is named 'rewards'");
    assertThat(folder).isEmptyDirectory();
  }

  private static void assertRefused(Transitions data, Path file, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransitionFile.write(data, file))
        .withMessageContaining(message);
  }

  @Test
  void aFileBelowARegularFileIsAnErrorThatLeavesNothingBehind() throws IOException {
    Path blocker = Files.writeString(folder.resolve("taken"), "here first");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TransitionFile.write(Logs.full(9), blocker.resolve("log.parquet")))
        .withMessageContaining("taken is a file");
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(blocker);
    }
    assertThat(blocker).hasContent("here first");
  }

  @Test
  void aWriteThatFailsHalfwayLeavesTheEarlierFile() throws IOException {
    Path file = folder.resolve("log.parquet");
    TransitionFile.write(Logs.full(9), file);
    TransitionWriter writer =
        new TransitionWriter(Logs.random(500, 2, ActionSpace.Box.symmetric(1, 1), 0).build());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                WholeFile.replace(
                    file,
                    temporary -> {
                      writer.write(temporary, 100);
                      assertThat(temporary).isNotEmptyFile();
                      throw new IOException("the disk is full");
                    }))
        .withMessage("the disk is full");
    Logs.assertSame(TransitionFile.read(file), Logs.full(9));
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(file);
    }
  }

  private static String schema(Path file) throws IOException {
    return Footer.read(file).schema().toString();
  }
}
