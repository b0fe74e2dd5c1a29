package dev.strandline.report;

import java.awt.Color;
import java.util.List;

/**
 * Colors of a picture. The series follow Okabe and Ito's palette, which people with any common
 * color blindness can tell apart ("Color Universal Design", 2008); on a dark ground its darker
 * members are lifted.
 *
 * @param paper background
 * @param ink text
 * @param faded text and lines of the second rank
 * @param grid grid lines
 * @param series colors of series, in the order of use
 */
record Theme(Color paper, Color ink, Color faded, Color grid, List<Color> series) {

  static final Theme LIGHT =
      new Theme(
          new Color(0xFFFFFF),
          new Color(0x1D2B36),
          new Color(0x5B6B78),
          new Color(0xE3E9ED),
          List.of(
              new Color(0x0072B2),
              new Color(0xD55E00),
              new Color(0x009E73),
              new Color(0xB8558F),
              new Color(0xC98500),
              new Color(0x3C9BCB)));

  static final Theme DARK =
      new Theme(
          new Color(0x17212A),
          new Color(0xE6EDF2),
          new Color(0x9AABB8),
          new Color(0x2C3A46),
          List.of(
              new Color(0x56A8E0),
              new Color(0xF2853D),
              new Color(0x2FC79A),
              new Color(0xDD8FBE),
              new Color(0xF0B73E),
              new Color(0x8CD3F7)));

  Color series(int index) {
    return series.get(index % series.size());
  }

  /** A color of the series, let through by {@code alpha} of 255. */
  Color seriesVeil(int index, int alpha) {
    Color c = series(index);
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }
}
