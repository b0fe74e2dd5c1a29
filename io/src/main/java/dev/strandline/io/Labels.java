package dev.strandline.io;

import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.strandline.datasets.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Texts numbered from 0 in the order in which Java sorts them, so that equal sets agree. */
final class Labels {

  /** Different texts that a column of identifiers may have. */
  static final int MOST = 1 << 20;

  private final List<String> texts;
  private final Map<String, Integer> codes = new HashMap<>();

  private Labels(List<String> texts) {
    this.texts = texts;
    for (int code = 0; code < texts.size(); code++) {
      codes.put(texts.get(code), code);
    }
  }

  /** Collects the different texts of a column, up to a number of them. */
  static final class Collector {

    private final int most;
    private final TreeSet<String> texts = new TreeSet<>();

    Collector(int most) {
      this.most = most;
    }

    void add(Column column) {
      String last = null;
      for (String text : ((Column.Texts) column).values()) {
        if (text != null && !text.equals(last) && texts.size() <= most) {
          texts.add(text);
        }
        last = text;
      }
    }

    boolean tooMany() {
      return texts.size() > most;
    }

    Labels labels() {
      return new Labels(new ArrayList<>(texts));
    }
  }

  List<String> texts() {
    return texts;
  }

  int size() {
    return texts.size();
  }

  /** The text's number; -1 where the row has no text. */
  int code(String text) {
    return text == null ? -1 : codes.get(text);
  }

  /** A text's bucket among {@code count}, the same on every machine. */
  static int bucket(String text, int count) {
    int hash = Hashing.murmur3_32_fixed(0).hashString(text, StandardCharsets.UTF_8).asInt();
    return Integer.remainderUnsigned(hash, count);
  }

  /** A list of texts in a file's metadata. */
  static String json(List<String> texts) {
    return new Gson().toJson(texts);
  }

  /** The list that {@code json} holds; empty where it is null. */
  static List<String> ofJson(Table table, String key) throws IOException {
    String json = table.metadata().get(key);
    if (json == null) {
      return List.of();
    }
    try {
      return List.of(new Gson().fromJson(json, String[].class));
    } catch (JsonParseException | NullPointerException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: its metadata %s is no list of texts: %s. Write the file again.",
              table.path(),
              key,
              json),
          e);
    }
  }
}
