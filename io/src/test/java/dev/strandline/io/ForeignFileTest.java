package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that other programs write: the same six rows in every dress. */
class ForeignFileTest {

  private static final int ROWS = 6;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("log.parquet");
  }

  private Transitions read(ForeignWriter writer) throws IOException {
    return TransitionFile.read(writer.write(file, ROWS));
  }

  private static void assertStandard(Transitions read) {
    assertThat(read.observationSize()).isEqualTo(2);
    assertThat(read.observations())
        .containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f);
    assertThat(read.actions()).containsExactly(-0.5f, -0.5f, -0.5f, -0.5f, -0.5f, -0.5f);
    assertThat(read.rewards()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(read.terminal()).containsExactly(false, false, true, false, false, true);
    assertThat(read.truncated()).containsOnly(false);
    assertThat(read.episodes()).isEqualTo(2);
    assertThat(read.episodeId(1)).isEqualTo(1);
    assertThat(read.episodeStart(1)).isEqualTo(3);
  }

  @Test
  void theStandardFileIsRead() throws IOException {
    assertStandard(read(ForeignWriter.standard()));
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZ4_RAW", "ZSTD"})
  void everyCommonCodecIsReadInPagesOfBothVersions(CompressionCodecName codec) throws IOException {
    assertStandard(read(ForeignWriter.standard().codec(codec)));
    assertStandard(read(ForeignWriter.standard().codec(codec).pagesOfVersion2()));
    assertStandard(read(ForeignWriter.standard().codec(codec).withoutDictionaries()));
    assertStandard(
        read(ForeignWriter.standard().codec(codec).pagesOfVersion2().withoutDictionaries()));
  }

  @Test
  void anotherCodecIsNamed() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(ForeignWriter.standard().codec(CompressionCodecName.BROTLI)))
        .withMessageContaining(
            "is compressed by BROTLI, which is not supported. Write it with zstd");
  }

  @Test
  void manyPagesAndRowGroupsAreReadAsOne() throws IOException {
    Path small = ForeignWriter.standard().smallPages().write(folder.resolve("small.parquet"), 300);
    Path large = ForeignWriter.standard().write(folder.resolve("large.parquet"), 300);

    assertThat(Footer.read(small).groups()).hasSizeGreaterThan(10);
    Logs.assertSame(TransitionFile.read(small), TransitionFile.read(large));
  }

  @Test
  void widerAndNarrowerNumbersAreRead() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .column(
                    "episode_id",
                    "required int32 episode_id;",
                    (g, row) -> g.add("episode_id", row / 3))
                .column("step", "required int64 step;", (g, row) -> g.add("step", row % 3L))
                .column(
                    "rewards",
                    "required double rewards;",
                    (g, row) -> g.add("rewards", (double) row))
                .column(
                    "observations",
                    "required group observations (LIST) { repeated group list { required double element; } }",
                    (g, row) -> {
                      Group list = g.addGroup("observations");
                      list.addGroup(0).add(0, (double) row);
                      list.addGroup(0).add(0, row + 0.5);
                    })));
  }

  @Test
  void wholeNumbersAreReadAsRewards() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .column(
                    "rewards",
                    "required int64 rewards;",
                    (g, row) -> g.add("rewards", (long) row))));
  }

  @Test
  void flagsAsWholeNumbersAreRead() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .column(
                    "terminals",
                    "required int32 terminals (INTEGER(8,true));",
                    (g, row) -> g.add("terminals", row % 3 == 2 ? 1 : 0))
                .column(
                    "timeouts", "required int64 timeouts;", (g, row) -> g.add("timeouts", 0L))));
  }

  @Test
  void optionalFieldsAndElementsAreRead() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .column(
                    "episode_id",
                    "optional int64 episode_id;",
                    (g, row) -> g.add("episode_id", row / 3L))
                .column(
                    "rewards", "optional float rewards;", (g, row) -> g.add("rewards", (float) row))
                .column(
                    "observations",
                    "optional group observations (LIST) { repeated group list { optional float item; } }",
                    ForeignWriter.list("observations", row -> new float[] {row, row + 0.5f}))));
  }

  @Test
  void listsOfTwoLevelsAndOtherInnerNamesAreRead() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .column(
                    "observations",
                    "optional group observations (LIST) { repeated float array; }",
                    (g, row) -> {
                      Group list = g.addGroup("observations");
                      list.add(0, (float) row);
                      list.add(0, row + 0.5f);
                    })
                .column(
                    "actions",
                    "required group actions (LIST) { repeated group bag { optional float array_element; } }",
                    ForeignWriter.list("actions", row -> new float[] {-0.5f}))));
  }

  @Test
  void aColumnForEachDimensionIsRead() throws IOException {
    assertStandard(
        read(
            ForeignWriter.standard()
                .without("observations")
                .column(
                    "observations_1",
                    "required double observations_1;",
                    (g, row) -> g.add("observations_1", row + 0.5))
                .column(
                    "observations_0",
                    "optional double observations_0;",
                    (g, row) -> g.add("observations_0", (double) row))));
  }

  @Test
  void aNumberIsAVectorOfOne() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column(
                    "observations",
                    "required int32 observations;",
                    (g, row) -> g.add("observations", row))
                .column(
                    "actions",
                    "required float actions;",
                    (g, row) -> g.add("actions", row * 0.1f)));

    assertThat(read.observations()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(read.actionSpace()).isEqualTo(ActionSpace.Box.symmetric(1, 1));
  }

  @Test
  void columnsAreFoundUnderMappedNames() throws IOException {
    ForeignWriter writer =
        ForeignWriter.standard()
            .without("rewards")
            .column("profit", "required float profit;", (g, row) -> g.add("profit", (float) row))
            .without("actions")
            .column("bid_0", "required float bid_0;", (g, row) -> g.add("bid_0", -0.5f));
    writer.write(file, ROWS);

    Transitions read =
        TransitionFile.read(
            file,
            ReadOptions.defaults().withColumn("rewards", "profit").withColumn("actions", "bid"));

    assertStandard(read);
    assertThat(read.extras()).isEmpty();
  }

  @Test
  void aMappedColumnTakesTheRoleFromTheColumnOfThatName() throws IOException {
    ForeignWriter writer =
        ForeignWriter.standard()
            .column("profit", "required float profit;", (g, row) -> g.add("profit", 10f * row));
    writer.write(file, ROWS);

    Transitions read =
        TransitionFile.read(file, ReadOptions.defaults().withColumn("rewards", "profit"));

    assertThat(read.rewards()).containsExactly(0, 10, 20, 30, 40, 50);
    assertThat(read.metadata()).containsEntry("strandline.skipped_columns", "rewards");
  }

  @Test
  void optionsNameRolesOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReadOptions.defaults().withColumn("profit", "rewards"))
        .withMessageContaining("'profit' is not a role. Roles are: episode_id, step, observations");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReadOptions.defaults().withColumn("rewards", ""))
        .withMessageContaining("rewards has an empty name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReadOptions(Map.of("rewards", "x", "step", "x")))
        .withMessageContaining("two roles name the column x");
  }

  @Test
  void partFilesOfAFolderAreReadInTheOrderOfTheirNames() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("log"));
    ForeignWriter.standard().write(parts.resolve("part-00001.snappy.parquet"), 4, ROWS);
    ForeignWriter.standard().write(parts.resolve("part-00000.snappy.parquet"), 0, 4);
    ForeignWriter.standard().write(parts.resolve("part-00002.snappy.parquet"), 0);
    Files.createFile(parts.resolve("_SUCCESS"));
    Files.writeString(parts.resolve(".part-00000.snappy.parquet.crc"), "crc");

    assertStandard(TransitionFile.read(parts));
  }

  @Test
  void metadataThatPartsAgreeOnIsKept() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("log"));
    ForeignWriter.standard()
        .metadata("strandline.env", "Tide-v1")
        .metadata("strandline.content_hash", "1")
        .write(parts.resolve("a.parquet"), 0, 3);
    ForeignWriter.standard()
        .metadata("strandline.env", "Tide-v1")
        .metadata("strandline.content_hash", "2")
        .metadata("pandas", "{}")
        .write(parts.resolve("b.parquet"), 3, 6);

    assertThat(TransitionFile.read(parts).metadata())
        .containsOnly(
            Map.entry("strandline.env", "Tide-v1"),
            Map.entry("strandline.action_space_source", "assumed"));
  }

  @Test
  void timeoutsAreTruncations() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column("terminals", ForeignWriter.TERMINALS, (g, row) -> g.add("terminals", false))
                .column(
                    "timeouts", ForeignWriter.TIMEOUTS, (g, row) -> g.add("timeouts", row == 5)));

    assertThat(read.terminal()).containsOnly(false);
    assertThat(read.truncated()).containsExactly(false, false, false, false, false, true);
  }

  @Test
  void otherColumnsAreCarriedAlong() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column("clicks", "optional int32 clicks;", (g, row) -> g.add("clicks", row - 3))
                .column(
                    "cost",
                    "required float cost;",
                    (g, row) -> g.add("cost", row == 2 ? Float.NaN : 0.5f))
                .column("vip", "required boolean vip;", (g, row) -> g.add("vip", row == 1))
                .column(
                    "segment",
                    "optional binary segment (STRING);",
                    (g, row) -> {
                      if (row != 4) {
                        g.add("segment", "s" + row % 2);
                      }
                    })
                .column(
                    "counts",
                    "required group counts (LIST) { repeated group list { required int64 element; } }",
                    (g, row) -> {
                      Group list = g.addGroup("counts");
                      list.addGroup(0).add(0, (long) row);
                      list.addGroup(0).add(0, 7L);
                    })
                .column(
                    "available_actions",
                    "required group available_actions (LIST) { repeated group list { required int32 element; } }",
                    (g, row) -> g.addGroup("available_actions").addGroup(0).add(0, row % 2))
                .column(
                    "propensity",
                    "required float propensity;",
                    (g, row) -> g.add("propensity", 0.25f)));

    assertThat(read.extras().keySet())
        .containsExactlyInAnyOrder(
            "clicks", "cost", "vip", "segment", "counts", "available_actions", "propensity");
    assertThat(((Column.Integers) read.extras().get("clicks")).values())
        .containsExactly(-3, -2, -1, 0, 1, 2);
    assertThat(((Column.Numbers) read.extras().get("cost")).values())
        .containsExactly(0.5, 0.5, Double.NaN, 0.5, 0.5, 0.5);
    assertThat(((Column.Flags) read.extras().get("vip")).values())
        .containsExactly(false, true, false, false, false, false);
    assertThat(((Column.Texts) read.extras().get("segment")).values())
        .containsExactly("s0", "s1", "s0", "s1", null, "s1");
    Column.Numbers counts = (Column.Numbers) read.extras().get("counts");
    assertThat(counts.width()).isEqualTo(2);
    assertThat(counts.values()).containsExactly(0, 7, 1, 7, 2, 7, 3, 7, 4, 7, 5, 7);
    assertThat(((Column.Flags) read.extras().get("available_actions")).values())
        .containsExactly(false, true, false, true, false, true);
    assertThat(((Column.Numbers) read.extras().get("propensity")).values()).containsOnly(0.25);
    assertThat(read.metadata()).doesNotContainKey("strandline.skipped_columns");
  }

  @Test
  void columnsThatCannotBeCarriedAlongAreListed() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column(
                    "labels",
                    "optional group labels (MAP) { repeated group key_value { required binary key (STRING); optional int32 value; } }",
                    (g, row) -> {})
                .column(
                    "place",
                    "optional group place { optional double x; optional double y; }",
                    (g, row) -> {})
                .column(
                    "visits",
                    "required group visits (LIST) { repeated group list { required float element; } }",
                    ForeignWriter.list("visits", row -> new float[row + 1]))
                .column(
                    "maybe",
                    "optional int64 maybe;",
                    (g, row) -> {
                      if (row == 0) {
                        g.add("maybe", 1L);
                      }
                    })
                .column("blob", "required binary blob;", (g, row) -> g.add("blob", "x"))
                .column("fine", "required int32 fine;", (g, row) -> g.add("fine", 1)));

    assertStandard(read);
    assertThat(read.extras()).containsOnlyKeys("fine");
    assertThat(read.metadata())
        .containsEntry("strandline.skipped_columns", "labels, place, visits, maybe, blob");
  }

  @Test
  void wholeActionsWithoutMetadataAreDiscreteUpToTheLargest() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column(
                    "actions", "required int64 actions;", (g, row) -> g.add("actions", row % 3L)));

    assertThat(read.actionSpace()).isEqualTo(new ActionSpace.Discrete(3));
    assertThat(read.actions()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(read.metadata()).containsEntry("strandline.action_space_source", "data");
  }

  @Test
  void actionsWithinOneAreAssumedToHaveThatBound() throws IOException {
    Transitions read = read(ForeignWriter.standard());

    assertThat(read.actionSpace()).isEqualTo(ActionSpace.Box.symmetric(1, 1));
    assertThat(read.metadata()).containsEntry("strandline.action_space_source", "assumed");
  }

  @Test
  void actionsBeyondOneGiveTheSmallestBoxWithRoomWhereTheyNeverChange() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .column(
                    "actions",
                    ForeignWriter.ACTIONS,
                    ForeignWriter.list("actions", row -> new float[] {row - 2, 8})));

    assertThat(read.actionSpace())
        .isEqualTo(new ActionSpace.Box(new float[] {-2, 4}, new float[] {3, 12}));
    assertThat(read.metadata()).containsEntry("strandline.action_space_source", "data");
  }

  @Test
  void densitiesOfEachDimensionAndNumberedStatesAreTyped() throws IOException {
    Path file =
        ForeignWriter.standard()
            .column(
                "observations",
                "required int32 observations;",
                (group, row) -> group.add("observations", row % 4))
            .column(
                "propensity",
                "required group propensity (LIST) { repeated group list { required float element; } }",
                ForeignWriter.list("propensity", row -> new float[] {0.5f, 3}))
            .write(folder.resolve("log.parquet"), 6);

    Transitions read = TransitionFile.read(file);

    assertThat(read.propensities().get()).containsOnly(1.5);
    assertThat(read.discreteStates()).containsExactly(0, 1, 2, 3, 0, 1);
  }

  @Test
  void theActionSpaceOfTheMetadataComesFirst() throws IOException {
    Transitions read =
        read(
            ForeignWriter.standard()
                .metadata(
                    "strandline.action_space", "{\"type\":\"box\",\"low\":[-0.1],\"high\":[2e1]}"));

    assertThat(read.actionSpace())
        .isEqualTo(new ActionSpace.Box(new float[] {-0.1f}, new float[] {20}));
    assertThat(read.metadata()).containsEntry("strandline.action_space_source", "file");
  }
}
