package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import dev.strandline.datasets.SlateTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlateFileTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    SlateLog log =
        new SlateLog.Builder(2, 4)
            .slates(new Column.Texts(new String[] {"b", "b", "a", "a"}))
            .actions(new int[] {3, 0, 1, 2})
            .actionLabels(List.of("p", "q", "r", "s"))
            .rewards(new double[] {0.1, 0, 1, 0})
            .propensities(new double[] {0.125, 0.125, 0.25, 0.25})
            .itemPositionPropensities(new double[] {0.25, 0.5, 0.75, 1})
            .cascadePropensities(new double[] {0.5, 0.125, 0.5, 0.25})
            .context(List.of("age"), new double[] {0.3, 0.3, 7, 7})
            .clusters(new Column.Integers(new long[] {9, 9, 9, 9}))
            .extra("e", Column.Numbers.scalar(new double[] {0.5, 0.5, 0, 0}))
            .build();
    Path file = folder.resolve("log.parquet");

    SlateFile.write(log, file);
    SlateLog read = SlateFile.read(file);

    assertThat(read.length()).isEqualTo(2);
    assertThat(read.slates()).isEqualTo(2);
    assertThat(read.actionCount()).isEqualTo(4);
    assertThat(read.actionLabels()).isEqualTo(log.actionLabels());
    assertThat(read.actions()).isEqualTo(log.actions());
    assertThat(read.rewards()).isEqualTo(log.rewards());
    assertThat(read.propensities().get()).isEqualTo(log.propensities().get());
    assertThat(read.itemPositionPropensities().get())
        .isEqualTo(log.itemPositionPropensities().get());
    assertThat(read.cascadePropensities().get()).isEqualTo(log.cascadePropensities().get());
    assertThat(read.context()).isEqualTo(log.context());
    assertThat(read.unitKeys()).containsExactly(9, 9);
    Logs.assertSame(read.slateIds(), log.slateIds(), "slate");
    SlateTarget target = SlateTarget.of("new", read, "e");
    assertThat(target.joint().get()).containsExactly(0.5, 0.5, 0, 0);
    assertThat(target.cascade()).isEmpty();
  }

  /** Slates of three items, 100 of them, whose texts first occur late. */
  private static SlateLog many() {
    int rows = 300;
    String[] slate = new String[rows];
    int[] action = new int[rows];
    double[] reward = new double[rows];
    double[] cascade = new double[rows];
    double[] target = new double[4 * rows];
    for (int row = 0; row < rows; row++) {
      slate[row] = "s" + (500 - row / 3);
      action[row] = (row / 3 + row % 3) % 4;
      reward[row] = row;
      cascade[row] = 1.0 / (1 + row % 3);
      target[4 * row + row % 4] = 1;
    }
    return new SlateLog.Builder(3, 4)
        .slates(new Column.Texts(slate))
        .actions(action)
        .rewards(reward)
        .cascadePropensities(cascade)
        .extra("e_cascade", Column.Numbers.scalar(cascade.clone()))
        .extra("e_distribution", Column.Numbers.vectors(target, 4))
        .build();
  }

  @Test
  void partsOfALogTogetherAreTheLog() throws IOException {
    SlateLog log = many();
    Path file = folder.resolve("log.parquet");
    SlateFile.write(log, file);

    List<SlateLog> parts = new ArrayList<>();
    try (SlateBatches batches = SlateFile.batches(file, LogOptions.defaults(), 30)) {
      assertThat(batches.rows()).isEqualTo(300);
      assertThat(batches.length()).isEqualTo(3);
      assertThat(batches.actionCount()).isEqualTo(4);
      batches.forEachRemaining(parts::add);
    }

    assertThat(parts).extracting(SlateLog::slates).containsExactly(30, 30, 30, 10);
    assertThat(parts).extracting(SlateLog::firstRow).containsExactly(0L, 90L, 180L, 270L);
    for (SlateLog part : parts) {
      int from = (int) part.firstRow();
      int to = from + part.size();
      assertThat(part.rewards()).isEqualTo(Arrays.copyOfRange(log.rewards(), from, to));
      assertThat(part.actions()).isEqualTo(Arrays.copyOfRange(log.actions(), from, to));
      assertThat(part.unitKeys()).isEqualTo(Arrays.copyOfRange(log.unitKeys(), from / 3, to / 3));
      SlateTarget target = SlateTarget.of("new", part, "e");
      assertThat(target.cascade().get())
          .isEqualTo(Arrays.copyOfRange(log.cascadePropensities().get(), from, to));
      assertThat(target.distribution().get()).hasSize(4 * part.size());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bad reward   | 0,0,1,1;0,1,2,0;1,0,1,1;1,1,2,0;2,0,1,1;2,1,2,1e999 | column reward, row 5 (line 7): is Infinity
          goes on      | 0,0,1,1;0,1,2,0;1,0,1,1;1,1,2,0;1,0,1,1;1,1,2,0    | column slate, row 4 (line 6): slate 1 goes on here, but the first slate has 2 rows
          ends early   | 0,0,1,1;0,1,2,0;1,0,1,1;1,1,2,0;2,0,1,1            | column slate, row 4 (line 6): slate 2 has 1 rows that stand together
          gap          | 0,0,1,1;0,1,2,0;1,0,1,1;1,1,2,0;2,0,1,1;2,2,2,0    | column position, row 5 (line 7): is 2, but position 1
          """)
  void aBadPartIsRefusedWithTheRowOfTheWholeLog(String what, String rows, String message)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("log.csv"),
            "slate,position,action,reward\n" + rows.replace(";", "\n") + "\n");

    for (int slates = 1; slates <= 2; slates++) {
      try (SlateBatches batches = SlateFile.batches(file, LogOptions.defaults(), slates)) {
        assertThatThrownBy(() -> batches.forEachRemaining(part -> {}))
            .as(what)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining(message);
      }
    }
  }

  @Test
  void aDistributionThatIsNoneIsRefused() {
    SlateLog.Builder builder =
        new SlateLog.Builder(1, 2)
            .actions(new int[] {0, 1})
            .rewards(new double[2])
            .extra("e_cascade", Column.Numbers.scalar(new double[] {0.5, 0.5}));
    SlateLog sums =
        builder
            .extra("e_distribution", Column.Numbers.vectors(new double[] {0.5, 0.5, 1, 1}, 2))
            .build();
    assertThatThrownBy(() -> SlateTarget.of("new", sums, "e"))
        .hasMessageContaining("column e_distribution, row 1: is a list that adds up to 2");

    SlateLog wide =
        builder.extra("e_distribution", Column.Numbers.vectors(new double[6], 3)).build();
    assertThatThrownBy(() -> SlateTarget.of("new", wide, "e"))
        .hasMessageContaining("must hold a list of 2 probabilities in each row");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ragged        | slate,position,action,reward;0,0,1,1;0,1,2,0;1,0,1,1 | column slate, row 2 (line 4): slate 1 has 1 rows that stand together, but the first slate has 2
          torn apart    | slate,position,action,reward;0,0,1,1;1,0,2,0;0,0,1,1 | column slate, row 2 (line 4): is the slate of row 0 again
          gap           | slate,position,action,reward;0,0,1,1;0,2,2,0         | column position, row 1 (line 3): is 2, but position 1 of the slate is expected
          two joints    | slate,position,action,reward,propensity;0,0,1,1,0.5;0,1,2,0,0.25 | column propensity, row 1 (line 3): is 0.25 after 0.5 at position 0
          above one     | slate,position,action,reward,propensity_cascade;0,0,1,1,1.5 | column propensity_cascade, row 0 (line 2): is 1.5
          real action   | slate,position,action,reward;0,0,1.5,1               | column action, row 0 (line 2): is 1.5, but must be a whole number
          no slate      | position,action,reward;0,1,1                         | has no column slate
          """)
  void badSlatesAreRefused(String what, String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("log.csv"), text.replace(";", "\n") + "\n");

    assertThatThrownBy(() -> SlateFile.read(file))
        .as(what)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
