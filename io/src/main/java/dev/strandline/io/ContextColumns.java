package dev.strandline.io;

import dev.strandline.datasets.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Columns of a context as numbers, under the rules that {@link LogOptions} states. */
final class ContextColumns {

  /** A column; of texts, with what the first pass found there. */
  private record Part(Table.Field field, Optional<Labels.Collector> texts) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Optional<Labels>> labels = new ArrayList<>(); // none where texts are hashed
  private final List<String> given;
  private final int buckets;

  /**
   * Takes the columns; their values can be had after the first pass.
   *
   * @param given names of the numbers of a column of lists, from the file's metadata; may be empty
   * @param mostCategories most numbers that a column of texts becomes
   */
  ContextColumns(
      List<Table.Field> fields, FirstPass first, List<String> given, int mostCategories) {
    this.given = given;
    this.buckets = mostCategories;
    for (Table.Field field : fields) {
      boolean texts = field.kind() == Shape.Kind.TEXT;
      parts.add(
          new Part(
              field, texts ? Optional.of(first.texts(field, mostCategories)) : Optional.empty()));
    }
  }

  /**
   * The context of some rows.
   *
   * @param columns the columns of these rows
   * @return {@code [rows * names().size()]}
   */
  double[] values(List<Column> columns, int rows) {
    if (names.isEmpty()) {
      parts.forEach(
          part ->
              labels.add(
                  part.texts.filter(texts -> !texts.tooMany()).map(Labels.Collector::labels)));
      addNames(columns);
    }
    int width = names.size();
    double[] values = new double[Math.multiplyExact(rows, width)];
    int at = 0;
    for (int p = 0; p < parts.size(); p++) {
      at += fill(labels.get(p), columns.get(p), rows, values, at, width);
    }
    return values;
  }

  private int fill(
      Optional<Labels> known, Column column, int rows, double[] values, int at, int width) {
    if (column instanceof Column.Texts texts) {
      for (int row = 0; row < rows; row++) {
        String text = texts.values()[row];
        if (text != null) {
          int place = known.isPresent() ? known.get().code(text) : Labels.bucket(text, buckets);
          values[row * width + at + place] = 1;
        }
      }
      return known.map(Labels::size).orElse(buckets);
    }
    double[] numbers = LogColumns.numbers(column);
    int size = numbers.length / rows;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(numbers, row * size, values, row * width + at, size);
    }
    return size;
  }

  private void addNames(List<Column> columns) {
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      String name = part.field.name();
      if (labels.get(p).isPresent()) {
        labels.get(p).get().texts().forEach(text -> names.add(name + "=" + text));
      } else if (part.texts.isPresent()) {
        for (int bucket = 0; bucket < buckets; bucket++) {
          names.add(name + "#" + bucket);
        }
      } else if (!part.field.list()) {
        names.add(name);
      } else {
        int size = LogColumns.width(List.of(columns.get(p)));
        for (int j = 0; j < size; j++) {
          names.add(given.size() == size ? given.get(j) : name + "_" + j);
        }
      }
    }
  }

  /** Names of the numbers, known once values were read. */
  List<String> names() {
    return names;
  }

  List<Table.Field> fields() {
    return parts.stream().map(Part::field).toList();
  }
}
