package dev.strandline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final Picture PICTURE =
      new Picture(new byte[] {1, 2, 3}, new byte[] {4, 5, 6}, 20, 10, "three \"quoted\" dots");

  private static HtmlReport report(HtmlReport.Block... blocks) {
    return new HtmlReport(
        "A <title>", "Sum & mary", List.of(new HtmlReport.Section("It's", List.of(blocks))));
  }

  @Test
  void allTextIsEscaped() {
    String html =
        report(
                new HtmlReport.Paragraph("<script>alert(1)</script>"),
                new HtmlReport.Facts(Map.of("<dt>", "a & b")),
                new HtmlReport.Table(List.of("<h>"), List.of(List.of("<td>"))),
                new HtmlReport.Figure(PICTURE, "<caption>"),
                new HtmlReport.Remarks(List.of(new HtmlReport.Remark("<w>", true, "<remark>"))),
                new HtmlReport.Commands(List.of("a < b > c")))
            .html();

    assertThat(html)
        .contains("<title>A &lt;title&gt;</title>", "Sum &amp; mary", "It&#39;s")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "<dt>&lt;dt&gt;</dt>", "a &amp; b")
        .contains("&lt;h&gt;", "&lt;td&gt;", "&lt;caption&gt;", "a &lt; b &gt; c")
        .contains("<b class=\"urgent\">&lt;w&gt;</b> &lt;remark&gt;")
        .contains("alt=\"three &quot;quoted&quot; dots\"")
        .doesNotContain("<script");
  }

  @Test
  void picturesAreInsideThePageInBothThemes() {
    String html = report(new HtmlReport.Figure(PICTURE, "dots")).html();

    String light = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
    String dark = Base64.getEncoder().encodeToString(new byte[] {4, 5, 6});
    assertThat(html)
        .contains("<img src=\"data:image/png;base64," + light + "\" width=\"20\" height=\"10\"")
        .contains(
            "<source media=\"(prefers-color-scheme: dark)\" srcset=\"data:image/png;base64,"
                + dark
                + "\">");
  }

  @Test
  void nothingIsFetchedFromOutside() {
    String html = report(new HtmlReport.Paragraph("text")).html();

    assertThat(html).doesNotContain("http://", "https://", "url(", "@import", "<link");
    assertThat(html).contains("default-src 'none'");
  }

  @Test
  void thePageIsWrittenInUtf8WithItsFolder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("deep").resolve("report.html");
    HtmlReport report = report(new HtmlReport.Paragraph("π ± σ"));

    report.write(file);

    assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(report.html());
    assertThat(report.html()).contains("π ± σ", "<meta charset=\"utf-8\">");
  }

  @Test
  void aTableRowOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HtmlReport.Table(List.of("a", "b"), List.of(List.of("1", "2"), List.of("3"))))
        .withMessageContaining("row 1 has 1 numbers, but 2 are expected");
  }

  @Test
  void onlyUrgentRemarksStandOut() {
    String html =
        report(
                new HtmlReport.Remarks(
                    List.of(
                        new HtmlReport.Remark("error", true, "broken"),
                        new HtmlReport.Remark("note", false, "fine"))))
            .html();

    assertThat(html)
        .contains("<li><b class=\"urgent\">error</b> broken</li>")
        .contains("<li><b>note</b> fine</li>");
  }
}
