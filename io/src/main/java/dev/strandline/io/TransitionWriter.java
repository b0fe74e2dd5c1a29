package dev.strandline.io;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes one log in the layout that {@link TransitionFile} documents. */
final class TransitionWriter {

  private final Transitions data;
  private final ColumnWriter columns;

  TransitionWriter(Transitions data) {
    this.data = data;
    this.columns = new ColumnWriter(Names.KIND_TRANSITION, data.size(), data.metadata());
    checkEpisodes();
    addTransition();
    data.extras().forEach(this::addExtra);
  }

  /** Writes row groups of 16 MB, or of {@code mostGroupRows} rows if these are fewer. */
  void write(Path file, int mostGroupRows) throws IOException {
    columns.metadata(Names.OBSERVATION_DIM, Integer.toString(data.observationSize()));
    columns.metadata(Names.ACTION_SPACE, ActionSpaceJson.write(data.actionSpace()));
    columns.metadata(Names.CONTENT_HASH, ContentHash.of(data));
    columns.write(file, mostGroupRows);
  }

  private void checkEpisodes() {
    long[] ids = new long[data.episodes()];
    for (int episode = 0; episode < ids.length; episode++) {
      ids[episode] = data.episodeId(episode);
    }
    int repeated = EpisodeIndex.firstRepeated(ids);
    Check.that(
        repeated < 0,
        "episode %d at row %d has the id %d of an earlier one. Give each episode an id of its own.",
        repeated,
        repeated < 0 ? 0 : data.episodeStart(repeated),
        repeated < 0 ? 0 : ids[repeated]);
  }

  private void addTransition() {
    int[] episode = new int[data.size()];
    for (int e = 0; e < data.episodes(); e++) {
      Arrays.fill(episode, data.episodeStart(e), data.episodeEnd(e), e);
    }
    columns.addScalar(
        Roles.EPISODE_ID, INT64, (out, row) -> out.addLong(data.episodeId(episode[row])));
    columns.addScalar(
        Roles.STEP, INT32, (out, row) -> out.addInteger(row - data.episodeStart(episode[row])));
    addVectors(Roles.OBSERVATIONS, data.observations(), data.observationSize());
    addActions();
    addRewards();
    columns.addScalar(Roles.TERMINALS, BOOLEAN, (out, row) -> out.addBoolean(data.terminal()[row]));
    columns.addScalar(Roles.TIMEOUTS, BOOLEAN, (out, row) -> out.addBoolean(data.truncated()[row]));
    data.nextObservations()
        .ifPresent(next -> addVectors(Roles.NEXT_OBSERVATIONS, next, data.observationSize()));
  }

  private void addVectors(String name, float[] values, int width) {
    for (int i = 0; i < values.length; i++) {
      Check.that(
          Float.isFinite(values[i]),
          "%s, row %d, element %d: is %s, but must be a finite number. Leave the row's episode out.",
          name,
          i / width,
          i % width,
          values[i]);
    }
    columns.addList(name, FLOAT, width, (out, i) -> out.addFloat(values[i]));
  }

  private void addActions() {
    float[] actions = data.actions();
    if (data.actionSpace() instanceof ActionSpace.Discrete space) {
      for (int row = 0; row < actions.length; row++) {
        Check.that(
            actions[row] >= 0 && actions[row] < space.count() && actions[row] == (int) actions[row],
            "actions, row %d: is %s, but actions are the indices 0 to %d. Mend the log, or widen its action space.",
            row,
            actions[row],
            space.count() - 1);
      }
      columns.addScalar(Roles.ACTIONS, INT32, (out, row) -> out.addInteger((int) actions[row]));
    } else {
      addVectors(Roles.ACTIONS, actions, data.actionSpace().size());
    }
  }

  private void addRewards() {
    double[] rewards = data.rewards();
    boolean floats = true;
    for (int row = 0; row < rewards.length; row++) {
      Check.that(
          Double.isFinite(rewards[row]),
          "rewards, row %d: is %s, but must be a finite number. Leave the row's episode out.",
          row,
          rewards[row]);
      floats &= (float) rewards[row] == rewards[row];
    }
    if (floats) {
      columns.addScalar(Roles.REWARDS, FLOAT, (out, row) -> out.addFloat((float) rewards[row]));
    } else {
      columns.addScalar(Roles.REWARDS, DOUBLE, (out, row) -> out.addDouble(rewards[row]));
    }
  }

  private void addExtra(String name, Column column) {
    Check.that(
        !name.isEmpty() && !Roles.TRANSITION.contains(name),
        "an extra column is named '%s', which %s. Give it another name.",
        name,
        name.isEmpty() ? "is empty" : "is a column of the transition itself");
    columns.add(name, column);
  }
}
