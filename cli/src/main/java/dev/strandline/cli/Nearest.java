package dev.strandline.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** What someone may have meant who typed a name that does not exist. */
final class Nearest {

  private static final double SIMILAR = 0.75;
  private static final int MOST = 3;

  private Nearest() {}

  /** The names most like {@code typed}, the nearest first; empty if none is. */
  static List<String> to(String typed, Collection<String> names) {
    JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
    Comparator<String> bySimilarity =
        Comparator.comparingDouble(name -> similarity.apply(plain(typed), plain(name)));
    return names.stream()
        .distinct()
        .filter(
            name ->
                similarity.apply(plain(typed), plain(name)) >= SIMILAR
                    || (!typed.isEmpty() && plain(name).contains(plain(typed))))
        .sorted(bySimilarity.reversed())
        .limit(MOST)
        .toList();
  }

  /**
   * One message for an unknown name: what it was taken for, what it may have been, and what there
   * is.
   */
  static String unknown(String kind, String typed, Collection<String> names) {
    if (names.isEmpty()) {
      return String.format(Locale.ROOT, "unknown %s '%s'. There is none.", kind, typed);
    }
    List<String> near = to(typed, names);
    String all = names.stream().sorted().collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "unknown %s '%s'.%s There %s: %s.",
        kind,
        typed,
        near.isEmpty() ? "" : " Did you mean " + String.join(" or ", near) + "?",
        names.size() == 1 ? "is one" : "are",
        all);
  }

  /** Letters and digits in small letters: case and separators are easily mistyped. */
  private static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return plain.isEmpty() ? name : plain;
  }
}
