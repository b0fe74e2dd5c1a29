package dev.strandline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strandline.datasets.BadRowsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bad log is refused with the column, the first bad row, its value and the cure. */
class BanditFileErrorsTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zero propensity     | action,reward,propensity;0,1,0.5;1,0,0;0,0,0     | column propensity, row 1 (line 3): is 0.0, but what was logged has a positive propensity (so in 2 of 3 rows). Mend the logging
          negative propensity | action,reward,propensity;0,1,-0.5                | column propensity, row 0 (line 2): is -0.5
          missing propensity  | action,reward,propensity;0,1,0.5;1,0,            | column propensity, row 1 (line 3): is missing or NaN
          impossible          | action,reward,propensity;0,1,0.5;1,0,30          | column propensity, row 1 (line 3): is 30.0, but the probability of one of several actions is at most 1
          NaN propensity      | action,reward,propensity;0,1,NaN                 | column propensity: holds texts, the first 'NaN' in row 0 (line 2)
          infinite reward     | action,reward;0,1;0,inf                          | column reward: holds texts, the first 'inf' in row 1 (line 3), but must hold numbers
          overflowing reward  | action,reward;0,1;0,1e999                        | column reward, row 1 (line 3): is Infinity, but it must be a finite number
          missing reward      | action,reward;0,1;0,                             | column reward, row 1 (line 3): is missing or NaN
          missing context     | action,reward,context_0,context_1;0,1,1,1;0,1,2, | column context_1, row 1 (line 3): is missing or NaN
          negative action     | action,reward;0,1;-1,1                           | column action, row 1 (line 3): is -1, but actions are the indices 0 to 0 (so in 1 of 2 rows). Number the actions from 0
          missing action      | action,reward;0,1;,1                             | column action
          action beyond K     | action,reward,behavior_distribution_0,behavior_distribution_1;2,1,0.5,0.5 | column action, row 0 (line 2): is 2, but actions are the indices 0 to 1
          huge action         | action,reward;0,1;900000000,1                    | column action, row 1 (line 3): is 900000000, but indices end below
          no distribution     | action,reward,behavior_distribution_0,behavior_distribution_1;0,1,0.5,0.5;0,1,0.5,0.4 | column behavior_distribution, row 1 (line 3): is a list that adds up to 0.9
          negative in it      | action,reward,behavior_distribution_0,behavior_distribution_1;0,1,1.5,-0.5 | is -0.5 for action 1
          not available       | action,reward,available_actions_0,available_actions_1;0,1,1,0;1,1,1,0 | column available_actions, row 1 (line 3): is false for action 1
          no flag             | action,reward,available_actions_0,available_actions_1;0,1,1,0;0,1,1,2 | column available_actions_1, row 1 (line 3): is 2.0, but a flag is 0 or 1
          negative position   | action,reward,position;0,1,0;0,1,-2              | column position, row 1 (line 3): is -2, but it counts from 0
          position too large  | action,reward,position;0,1,9999;0,1,10000         | column position, row 1 (line 3): is 10000, but positions end below 10000: number the places anew from 0. Mend
          half a position     | action,reward,position;0,1,0;0,1,0.5             | column position, row 1 (line 3): is 0.5, but must be a whole number
          text for a position | action,reward,position;0,1,top                   | column position: holds texts, the first 'top'
          missing user        | action,reward,cluster_id;0,1,u;0,1,              | column cluster_id, row 1 (line 3): is missing
          bad time            | action,reward,timestamp;0,1,yesterday            | column timestamp, row 0 (line 2): is 'yesterday', but must be a time such as
          round again         | action,reward,round_id;0,1,a;0,1,b;1,0,a         | column round_id, row 2 (line 4): is a, as in row 0, but a round is there once. A decision that counts twice narrows every interval: leave the repeated rows out
          round at its place  | action,reward,round_id,position;0,1,7,0;0,1,7,1;1,0,7,1 | column round_id, row 2 (line 4): is 7, as in row 1 at the same position, but a round is there once for each position
          no action           | reward;1                                         | has no column action. It has: reward. If one of them holds the action under another name, map it
          no rows             | action,reward                                    | has a header but no rows
          ragged              | action,reward;0,1,2                              | line 2: has 3 fields, but the header has 2
          empty column        | action,reward,propensity;0,1,;1,1,               | column propensity: holds nothing, in any row
          """)
  void refused(String what, String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("log.csv"), text.replace(";", "\n") + "\n");

    assertThatThrownBy(() -> BanditFile.read(file))
        .as(what)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void theBadRowsAreThereForPrograms() throws IOException {
    Path file =
        Files.writeString(folder.resolve("log.csv"), "action,reward,p\n0,1,1\n0,1,0\n0,1,0\n");

    assertThatThrownBy(
            () -> BanditFile.read(file, LogOptions.defaults().withColumn("propensity", "p")))
        .hasMessageContaining("column p, row 1")
        .cause()
        .isInstanceOfSatisfying(
            BadRowsException.class,
            bad -> {
              assertThat(bad.column()).isEqualTo("propensity");
              assertThat(bad.row()).isEqualTo(1);
              assertThat(bad.count()).isEqualTo(2);
              assertThat(bad.rows()).isEqualTo(3);
              assertThat(bad.value()).isEqualTo("0.0");
            });
  }

  @Test
  void aBadRowOfALaterPartIsNamedInItsFile() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("parts"));
    ForeignWriter writer =
        new ForeignWriter()
            .column("a", "required int32 action;", (g, row) -> g.add("action", 0))
            .column("r", "required double reward;", (g, row) -> g.add("reward", 1.0))
            .column(
                "p",
                "required double propensity;",
                (g, row) -> g.add("propensity", row == 13 ? Double.NaN : 0.5));
    writer.write(parts.resolve("part-0.parquet"), 0, 10);
    writer.write(parts.resolve("part-1.parquet"), 10, 20);

    assertThatThrownBy(() -> BanditFile.read(parts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("part-1.parquet, column propensity, row 3: is missing or NaN");
    assertThatThrownBy(
            () -> {
              try (BanditBatches batches = BanditFile.batches(parts, LogOptions.defaults(), 4)) {
                batches.forEachRemaining(part -> {});
              }
            })
        .hasMessageContaining("part-1.parquet, column propensity, row 3: is missing or NaN");
  }

  @Test
  void listsOfDifferentLengthsAreNamed() throws IOException {
    Path file =
        new ForeignWriter()
            .column("a", "required int32 action;", (g, row) -> g.add("action", 0))
            .column("r", "required double reward;", (g, row) -> g.add("reward", 1.0))
            .column(
                "c",
                "required group context (LIST) { repeated group list { required float element; } }",
                ForeignWriter.list("context", row -> new float[row == 5 ? 3 : 2]))
            .write(folder.resolve("log.parquet"), 9);

    assertThatThrownBy(() -> BanditFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("column context, row 5: has 3 values, but row 0 has 2");
  }

  @Test
  void transitionsAreNoDecisions() throws IOException {
    Path file = folder.resolve("log.parquet");
    TransitionFile.write(Logs.full(10), file);

    assertThatThrownBy(() -> BanditFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds records of kind transition");
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> BanditFile.read(folder.resolve("no.csv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file");
  }
}
