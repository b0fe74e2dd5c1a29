package dev.strandline.io;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Column;
import dev.strandline.datasets.SlateLog;
import dev.strandline.policy.Check;
import java.util.List;
import java.util.Map;

/** Lays out logs of decisions as {@link BanditFile} and {@link SlateFile} document. */
final class LogWriter {

  private LogWriter() {}

  static ColumnWriter columns(BanditLog log) {
    ColumnWriter out = new ColumnWriter(Names.KIND_BANDIT, log.size(), log.metadata());
    addContext(out, log.contextNames(), log.context());
    if (log.discrete()) {
      int[] actions = log.actions();
      out.addScalar(Names.ACTION, INT32, (to, row) -> to.addInteger(actions[row]));
      addActions(out, log.actionCount(), log.actionLabels());
    } else {
      out.add(Names.ACTION, Column.Numbers.vectors(log.actionVectors(), log.actionSize()));
    }
    out.add(Names.REWARD, Column.Numbers.scalar(log.rewards()));
    log.propensities().ifPresent(p -> out.add(Roles.PROPENSITY, Column.Numbers.scalar(p)));
    log.positions().ifPresent(values -> addInts(out, Names.POSITION, values));
    log.strata().ifPresent(values -> addInts(out, Names.STRATUM, values));
    if (!log.stratumLabels().isEmpty()) {
      out.metadata(Names.STRATUM_LABELS, Labels.json(log.stratumLabels()));
    }
    log.behavior()
        .ifPresent(
            b ->
                out.add(Names.BEHAVIOR_DISTRIBUTION, Column.Numbers.vectors(b, log.actionCount())));
    log.available()
        .ifPresent(
            mask ->
                out.add(Roles.AVAILABLE_ACTIONS, new Column.Flags(mask, log.actionCount(), true)));
    log.clusters().ifPresent(column -> out.add(Names.CLUSTER_ID, column));
    addExtras(
        out,
        log.extras(),
        Names.BANDIT,
        List.of(Names.ROUND_ID, Names.TIMESTAMP, Names.POLICY_VERSION));
    return out;
  }

  static ColumnWriter columns(SlateLog log) {
    ColumnWriter out = new ColumnWriter(Names.KIND_SLATE, log.size(), log.metadata());
    int[] actions = log.actions();
    out.add(Names.SLATE, log.slateIds());
    out.addScalar(Names.POSITION, INT32, (to, row) -> to.addInteger(row % log.length()));
    out.addScalar(Names.ACTION, INT32, (to, row) -> to.addInteger(actions[row]));
    addActions(out, log.actionCount(), log.actionLabels());
    out.add(Names.REWARD, Column.Numbers.scalar(log.rewards()));
    log.propensities().ifPresent(p -> out.add(Roles.PROPENSITY, Column.Numbers.scalar(p)));
    log.itemPositionPropensities()
        .ifPresent(p -> out.add(Names.PROPENSITY_ITEM_POSITION, Column.Numbers.scalar(p)));
    log.cascadePropensities()
        .ifPresent(p -> out.add(Names.PROPENSITY_CASCADE, Column.Numbers.scalar(p)));
    addContext(out, log.contextNames(), log.context());
    log.clusters().ifPresent(column -> out.add(Names.CLUSTER_ID, column));
    addExtras(out, log.extras(), Names.SLATES, List.of(Names.TIMESTAMP, Names.POLICY_VERSION));
    return out;
  }

  private static void addActions(ColumnWriter out, int count, List<String> labels) {
    out.metadata(Names.ACTION_COUNT, Integer.toString(count));
    if (!labels.isEmpty()) {
      out.metadata(Names.ACTION_LABELS, Labels.json(labels));
    }
  }

  private static void addInts(ColumnWriter out, String name, int[] values) {
    out.addScalar(name, INT32, (to, row) -> to.addInteger(values[row]));
  }

  /** As FLOAT where every number is exactly one, else as DOUBLE. */
  private static void addContext(ColumnWriter out, List<String> names, double[] context) {
    if (names.isEmpty()) {
      return;
    }
    out.metadata(Names.CONTEXT_NAMES, Labels.json(names));
    boolean floats = true;
    for (double value : context) {
      floats &= (float) value == value;
    }
    if (floats) {
      out.addList(Names.CONTEXT, FLOAT, names.size(), (to, i) -> to.addFloat((float) context[i]));
    } else {
      out.addList(Names.CONTEXT, DOUBLE, names.size(), (to, i) -> to.addDouble(context[i]));
    }
  }

  private static void addExtras(
      ColumnWriter out, Map<String, Column> extras, List<String> roles, List<String> marks) {
    extras.forEach(
        (name, column) -> {
          Check.that(
              !name.isEmpty() && (marks.contains(name) || !roles.contains(name)),
              "an extra column is named '%s', which %s. Give it another name.",
              name,
              name.isEmpty() ? "is empty" : "is a column of the log itself");
          out.add(name, column);
        });
  }
}
