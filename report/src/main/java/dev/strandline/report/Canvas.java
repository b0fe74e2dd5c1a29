package dev.strandline.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Draws in CSS pixels into PNG files of twice that density, once for each theme. */
final class Canvas {

  /** Pixels of the file for each CSS pixel. */
  static final int SCALE = 2;

  /** CSS pixels that a page has room for: the width of a picture with names beside its plot. */
  static final int WIDE = 800;

  private Canvas() {}

  /** Paints one picture in one theme, in CSS pixels, onto its blank background. */
  @FunctionalInterface
  interface Painter {
    void paint(Graphics2D g, Theme theme);
  }

  /**
   * Paints the light and the dark form of a picture.
   *
   * @throws IllegalStateException if this machine cannot draw text
   */
  static Picture draw(int width, int height, String description, Painter painter) {
    needFonts();
    return new Picture(
        png(width, height, Theme.LIGHT, painter),
        png(width, height, Theme.DARK, painter),
        width,
        height,
        description);
  }

  static Font font(int style, float size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont(size);
  }

  /** Width of a line of text in CSS pixels. */
  static double width(Font font, String text) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }

  /**
   * Throws unless this machine can draw text: a JDK without font files or their libraries fails
   * deep inside AWT, each time differently.
   */
  static void needFonts() {
    try {
      if (width(font(Font.PLAIN, 12), "M") > 0) {
        return;
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new IllegalStateException(noFonts(e.getMessage()), e);
    }
    throw new IllegalStateException(noFonts("a letter has no width"));
  }

  private static String noFonts(String why) {
    return "pictures cannot be drawn: Java finds no fonts on this machine ("
        + why
        + "). Install fontconfig and a font (Debian, Ubuntu: apt-get install fontconfig"
        + " fonts-dejavu-core).";
  }

  private static byte[] png(int width, int height, Theme theme, Painter painter) {
    BufferedImage image =
        new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.scale(SCALE, SCALE);
      g.setColor(theme.paper());
      g.fillRect(0, 0, width, height);
      painter.paint(g, theme);
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
