package dev.strandline.report;

import dev.strandline.policy.Check;
import dev.strandline.policy.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One self-contained HTML page: its style and its pictures are inside it, it runs no script, and it
 * forbids the browser to fetch anything. Readable on a phone, in light and in dark surroundings,
 * and on paper.
 *
 * <p>All text is escaped; none of it is taken as HTML.
 *
 * @param title the page's heading and the browser tab's name
 * @param summary what was found, in a sentence or two below the heading
 * @param sections in reading order
 */
public record HtmlReport(String title, String summary, List<Section> sections) {

  public HtmlReport {
    Check.that(!title.isBlank(), "HtmlReport.title is blank. Say what the page is about.");
    sections = List.copyOf(sections);
  }

  /** A heading and what stands under it. */
  public record Section(String heading, List<Block> blocks) {

    public Section {
      blocks = List.copyOf(blocks);
    }
  }

  /** A piece of a section. */
  public sealed interface Block {}

  /** A paragraph of plain text. */
  public record Paragraph(String text) implements Block {}

  /** Labels with their values, in the map's order. */
  public record Facts(Map<String, String> values) implements Block {

    public Facts {
      values = new LinkedHashMap<>(values);
    }

    @Override
    public Map<String, String> values() {
      return new LinkedHashMap<>(values);
    }
  }

  /**
   * A table whose first column holds names and whose others hold numbers.
   *
   * @param header one text for each column
   * @param rows as long as the header, each
   */
  public record Table(List<String> header, List<List<String>> rows) implements Block {

    public Table {
      header = List.copyOf(header);
      List<List<String>> copy = new ArrayList<>();
      for (List<String> row : rows) {
        Check.length(row.size(), header.size(), "HtmlReport.Table, row " + copy.size());
        copy.add(List.copyOf(row));
      }
      rows = List.copyOf(copy);
    }
  }

  /** A picture with its caption. */
  public record Figure(Picture picture, String caption) implements Block {}

  /**
   * Things to know, a short word before each.
   *
   * @param remarks at least one, the most important first
   */
  public record Remarks(List<Remark> remarks) implements Block {

    public Remarks {
      Check.that(!remarks.isEmpty(), "HtmlReport.Remarks is empty. Leave it out.");
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * One thing to know.
   *
   * @param word what kind of thing it is, as "warning"
   * @param urgent whether the word stands out
   */
  public record Remark(String word, boolean urgent, String text) {}

  /** Commands to copy into a shell, a line each. */
  public record Commands(List<String> lines) implements Block {

    public Commands {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @throws IOException if {@code file} cannot be written
   */
  public void write(Path file) throws IOException {
    byte[] page = html().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(page));
  }

  String html() {
    StringBuilder html = new StringBuilder(1 << 16);
    html.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        """);
    html.append("<title>").append(escape(title)).append("</title>\n<style>\n");
    html.append(STYLE).append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>");
    html.append(escape(title)).append("</h1>\n<p class=\"summary\">");
    html.append(escape(summary)).append("</p>\n</header>\n");
    for (Section section : sections) {
      html.append("<section>\n<h2>").append(escape(section.heading())).append("</h2>\n");
      section.blocks().forEach(block -> append(html, block));
      html.append("</section>\n");
    }
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, Block block) {
    if (block instanceof Paragraph paragraph) {
      html.append("<p>").append(escape(paragraph.text())).append("</p>\n");
    } else if (block instanceof Facts facts) {
      append(html, facts);
    } else if (block instanceof Table table) {
      append(html, table);
    } else if (block instanceof Figure figure) {
      append(html, figure);
    } else if (block instanceof Remarks remarks) {
      append(html, remarks);
    } else if (block instanceof Commands commands) {
      html.append("<pre tabindex=\"0\"><code>");
      html.append(escape(String.join("\n", commands.lines()))).append("</code></pre>\n");
    }
  }

  private static void append(StringBuilder html, Facts facts) {
    html.append("<dl>\n");
    facts
        .values()
        .forEach(
            (label, value) ->
                html.append("<div><dt>")
                    .append(escape(label))
                    .append("</dt><dd>")
                    .append(escape(value))
                    .append("</dd></div>\n"));
    html.append("</dl>\n");
  }

  private static void append(StringBuilder html, Table table) {
    html.append("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    for (String cell : table.header()) {
      html.append("<th scope=\"col\">").append(escape(cell)).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        html.append(i == 0 ? "<th scope=\"row\">" : "<td>");
        html.append(escape(row.get(i))).append("</").append(tag).append('>');
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table></div>\n");
  }

  private static void append(StringBuilder html, Remarks remarks) {
    html.append("<ul>\n");
    for (Remark remark : remarks.remarks()) {
      html.append(remark.urgent() ? "<li><b class=\"urgent\">" : "<li><b>");
      html.append(escape(remark.word())).append("</b> ");
      html.append(escape(remark.text())).append("</li>\n");
    }
    html.append("</ul>\n");
  }

  private static void append(StringBuilder html, Figure figure) {
    Picture picture = figure.picture();
    html.append("<figure>\n<picture>");
    html.append("<source media=\"(prefers-color-scheme: dark)\" srcset=\"");
    html.append(dataUri(picture.dark())).append("\"><img src=\"").append(dataUri(picture.light()));
    html.append("\" width=\"").append(picture.width());
    html.append("\" height=\"").append(picture.height());
    html.append("\" alt=\"").append(escape(picture.description()));
    html.append("\"></picture>\n<figcaption>").append(escape(figure.caption()));
    html.append("</figcaption>\n</figure>\n");
  }

  private static String dataUri(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  /** Escapes for element text and for attributes in double quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static final String STYLE =
      """
      :root {
        --paper: #fff; --ground: #f2f5f7; --ink: #1d2b36; --faded: #5b6b78; --line: #dbe3e8; --mark: #0072b2; --urgent: #b34700;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --paper: #17212a; --ground: #0f171e; --ink: #e6edf2; --faded: #9aabb8; --line: #2c3a46; --mark: #56a8e0; --urgent: #f2853d;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; background: var(--ground); color: var(--ink);
        font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
      }
      main { max-width: 56rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
      header { padding: 0 .25rem 1rem; border-top: 5px solid var(--mark); }
      h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; margin: 1.2rem 0 .6rem; }
      h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .8rem; }
      .summary { font-size: 1.1rem; margin: 0; max-width: 46rem; }
      section {
        background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
        padding: 1.4rem 1.5rem; margin: 1.2rem 0;
      }
      section > :last-child { margin-bottom: 0; }
      p { margin: 0 0 1rem; max-width: 46rem; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 0 0 1rem; }
      th, td { padding: .5rem .75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
      th:first-child { text-align: left; padding-left: 0; }
      td:last-child, thead th:last-child { padding-right: 0; }
      thead th { color: var(--faded); font-weight: 500; font-size: .88rem; vertical-align: bottom; }
      tbody th { font-weight: 600; }
      tbody tr:last-child > * { border-bottom: 0; }
      dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .8rem 1.5rem; margin: 0 0 1.2rem; }
      dl div { min-width: 0; }
      dt { color: var(--faded); font-size: .88rem; }
      dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
      ul { list-style: none; margin: 0 0 1.2rem; padding: 0; }
      li { margin: 0 0 .6rem; padding-left: .9rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
      li b { font-size: .88rem; margin-right: .3rem; }
      li b.urgent { color: var(--urgent); }
      li:has(b.urgent) { border-left-color: var(--urgent); }
      figure { margin: 0 0 1.4rem; }
      img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
      figcaption { color: var(--faded); font-size: .9rem; margin: .5rem auto 0; max-width: 38rem; }
      pre {
        background: var(--ground); border: 1px solid var(--line); border-radius: 8px;
        padding: .9rem 1rem; overflow-x: auto; font-size: .88rem; line-height: 1.55; margin: 0 0 1rem;
      }
      code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
      @media (max-width: 40rem) {
        main { padding: 1rem .6rem 3rem; }
        section { padding: 1.1rem .9rem; border-radius: 10px; }
        th, td { padding: .45rem .4rem; font-size: .86rem; }
        thead th, tbody th { white-space: normal; }
      }
      @media print {
        body { background: none; }
        section { break-inside: avoid; }
      }
      """;
}
