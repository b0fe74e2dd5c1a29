package dev.strandline.cli;

import dev.strandline.report.HtmlReport.Block;
import dev.strandline.report.HtmlReport.Figure;
import dev.strandline.report.HtmlReport.Paragraph;
import dev.strandline.report.Picture;
import java.util.function.Supplier;

/** Pictures of a report that is also written where none can be drawn. */
final class Figures {

  private Figures() {}

  /** A picture, or on a machine without fonts the reason why there is none. */
  static Block of(Supplier<Picture> picture, String caption) {
    try {
      return new Figure(picture.get(), caption);
    } catch (IllegalStateException e) {
      return new Paragraph("No picture: " + e.getMessage());
    }
  }
}
