package dev.strandline.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * How a file holds the values of one name: one in each row, a list in each row (of two or three
 * levels, whatever the inner names), or a column for each dimension, {@code name_0} and so on.
 *
 * @param name the column, without the dimension
 * @param form one value, a list, or a column for each dimension
 * @param kind what the values are
 * @param leaves the leaf columns: one, or one for each dimension
 */
record Shape(String name, Form form, Kind kind, List<ColumnDescriptor> leaves) {

  enum Form {
    SCALAR,
    LIST,
    DIMENSIONS
  }

  enum Kind {
    REAL("real numbers"),
    INTEGER("whole numbers"),
    FLAG("booleans"),
    TEXT("texts");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** The shape of a top-level field; empty where values of its type cannot be read. */
  static Optional<Shape> of(MessageType schema, String name) {
    List<String> path = new ArrayList<>();
    path.add(name);
    Type type = schema.getType(name);
    while (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      if (group.getFieldCount() != 1) {
        return Optional.empty();
      }
      type = group.getType(0);
      path.add(type.getName());
    }
    ColumnDescriptor leaf = schema.getColumnDescription(path.toArray(new String[0]));
    boolean list = leaf.getMaxRepetitionLevel() == 1;
    if (leaf.getMaxRepetitionLevel() > 1 || (!list && path.size() > 1)) {
      return Optional.empty();
    }
    return kind(leaf.getPrimitiveType())
        .map(kind -> new Shape(name, list ? Form.LIST : Form.SCALAR, kind, List.of(leaf)));
  }

  /** The columns {@code name_0 ..} as one shape; empty where there is no {@code name_0}. */
  static Optional<Shape> ofDimensions(MessageType schema, String name) {
    List<ColumnDescriptor> leaves = new ArrayList<>();
    Kind kind = null;
    while (schema.containsField(name + "_" + leaves.size())) {
      Optional<Shape> one = of(schema, name + "_" + leaves.size());
      if (one.isEmpty()
          || one.get().form != Form.SCALAR
          || (kind != null && one.get().kind != kind)) {
        return Optional.empty();
      }
      kind = one.get().kind;
      leaves.add(one.get().leaf());
    }
    return leaves.isEmpty()
        ? Optional.empty()
        : Optional.of(new Shape(name, Form.DIMENSIONS, kind, List.copyOf(leaves)));
  }

  private static Optional<Kind> kind(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case FLOAT, DOUBLE -> Optional.of(Kind.REAL);
      case BOOLEAN -> Optional.of(Kind.FLAG);
      case INT32, INT64 ->
          meaning instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation
                  || (meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer
                      && !integer.isSigned()
                      && integer.getBitWidth() >= 32)
              ? Optional.empty()
              : Optional.of(Kind.INTEGER);
      case BINARY ->
          meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                  || meaning instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
                  || meaning instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation
              ? Optional.of(Kind.TEXT)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The only leaf, or the first dimension's. */
  ColumnDescriptor leaf() {
    return leaves.get(0);
  }

  boolean number() {
    return kind == Kind.REAL || kind == Kind.INTEGER;
  }

  /** The file's name of what {@link #leaves} holds at {@code dimension}. */
  String column(int dimension) {
    return form == Form.DIMENSIONS ? name + "_" + dimension : name;
  }

  /** What the column is, for a message. */
  String words() {
    return switch (form) {
      case SCALAR -> kind.words + ", one in each row";
      case LIST -> "lists of " + kind.words;
      case DIMENSIONS -> kind.words + ", a column for each dimension";
    };
  }
}
