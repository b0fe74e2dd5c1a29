package dev.strandline.cli;

import dev.strandline.datasets.Transitions;
import dev.strandline.io.ReadOptions;
import dev.strandline.io.TransitionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command reads a dataset whose columns may bear other names. */
final class DataFile {

  @Option(
      names = "--column",
      paramLabel = "ROLE=NAME",
      description = "Take a role's values from the column NAME, as in rewards=profit; repeatable.")
  private Map<String, String> columns = new LinkedHashMap<>();

  Transitions read(CommandSpec command, Path file) throws IOException {
    return TransitionFile.read(file, options(command));
  }

  /** Reads another file, whose columns may bear the roles' names where the first one's do not. */
  Transitions readOther(CommandSpec command, Path file) throws IOException {
    Map<String, String> there = new LinkedHashMap<>(options(command).columns());
    List<String> names = TransitionFile.columns(file);
    there.values().removeIf(name -> !names.contains(name) && !names.contains(name + "_0"));
    return TransitionFile.read(file, new ReadOptions(there));
  }

  private ReadOptions options(CommandSpec command) {
    ReadOptions options = ReadOptions.defaults();
    for (Map.Entry<String, String> column : columns.entrySet()) {
      try {
        options = options.withColumn(column.getKey(), column.getValue());
      } catch (IllegalArgumentException e) {
        throw Names.wrong(command, "--column: " + e.getMessage());
      }
    }
    return options;
  }
}
