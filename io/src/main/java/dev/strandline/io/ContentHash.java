package dev.strandline.io;

import dev.strandline.datasets.Column;
import dev.strandline.datasets.Transitions;
import dev.strandline.policy.ActionSpace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fingerprint of a log's values that does not depend on how a file holds them: codec, row groups,
 * encodings, order of columns and metadata do not matter.
 *
 * <p>It is the SHA-256, in lower-case hexadecimal, of these columns one after the other: {@code
 * episode_id} (int64), {@code observations} (float32), {@code actions} (float32, also where they
 * are discrete), {@code rewards} (float64), {@code terminals} and {@code timeouts} (bool), {@code
 * next_observations} (float32) where the log has them, then the extras in the order of their names
 * as Java compares strings (float64, int64, bool or text). {@code step} follows from the episodes
 * and is left out.
 *
 * <p>A column is its name, its type and its shape, then its values in row order. Name and type are
 * each an int of UTF-8 bytes and the bytes; the type of an extra that a file holds as a list ends
 * in {@code []}. The shape is the number of rows (long) and the values in a row (int). Numbers are
 * little-endian with all their bits, so -0 differs from 0. A bool is one byte, 0 or 1; a text is an
 * int of UTF-8 bytes and the bytes, and an absent one the int -1.
 */
public final class ContentHash {

  private ContentHash() {}

  /** The fingerprint of {@code data}, 64 hexadecimal digits. */
  public static String of(Transitions data) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
    try (LittleEndianOutput out =
        new LittleEndianOutput(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      write(data, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void write(Transitions data, LittleEndianOutput out) throws IOException {
    int rows = data.size();
    int observationSize = data.observationSize();
    ActionSpace space = data.actionSpace();

    begin(out, Roles.EPISODE_ID, "int64", rows, 1);
    for (int episode = 0; episode < data.episodes(); episode++) {
      for (int step = 0; step < data.episodeLength(episode); step++) {
        out.writeLong(data.episodeId(episode));
      }
    }
    begin(out, Roles.OBSERVATIONS, "float32", rows, observationSize);
    out.writeFloats(data.observations());
    begin(out, Roles.ACTIONS, "float32", rows, space.size());
    out.writeFloats(data.actions());
    begin(out, Roles.REWARDS, "float64", rows, 1);
    out.writeDoubles(data.rewards());
    begin(out, Roles.TERMINALS, "bool", rows, 1);
    out.writeFlags(data.terminal());
    begin(out, Roles.TIMEOUTS, "bool", rows, 1);
    out.writeFlags(data.truncated());
    if (data.nextObservations().isPresent()) {
      begin(out, Roles.NEXT_OBSERVATIONS, "float32", rows, observationSize);
      out.writeFloats(data.nextObservations().get());
    }
    for (Map.Entry<String, Column> extra : new TreeMap<>(data.extras()).entrySet()) {
      write(extra.getKey(), extra.getValue(), out);
    }
  }

  private static void write(String name, Column column, LittleEndianOutput out) throws IOException {
    if (column instanceof Column.Numbers numbers) {
      begin(out, name, numbers.list() ? "float64[]" : "float64", column.rows(), numbers.width());
      out.writeDoubles(numbers.values());
    } else if (column instanceof Column.Integers integers) {
      begin(out, name, "int64", column.rows(), 1);
      out.writeLongs(integers.values());
    } else if (column instanceof Column.Flags flags) {
      begin(out, name, flags.list() ? "bool[]" : "bool", column.rows(), flags.width());
      out.writeFlags(flags.values());
    } else if (column instanceof Column.Texts texts) {
      begin(out, name, "text", column.rows(), 1);
      for (String text : texts.values()) {
        if (text == null) {
          out.writeInt(-1);
        } else {
          out.writeText(text);
        }
      }
    }
  }

  private static void begin(LittleEndianOutput out, String name, String type, int rows, int width)
      throws IOException {
    out.writeText(name);
    out.writeText(type);
    out.writeLong(rows);
    out.writeInt(width);
  }
}
