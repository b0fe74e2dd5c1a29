package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void aNumberShowsAboutFourDigits() {
    assertThat(Text.number(-1160.4)).isEqualTo("-1,160");
    assertThat(Text.number(151.349)).isEqualTo("151.3");
    assertThat(Text.number(97.314)).isEqualTo("97.31");
    assertThat(Text.number(0.01253)).isEqualTo("0.0125");
    assertThat(Text.number(1.5e-7)).isEqualTo("1.50e-07");
    assertThat(Text.number(0)).isEqualTo("0");
    assertThat(Text.number(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void numbersToCompareShareTheirDecimals() {
    assertThat(Text.numbers(-1852.2, -1.03, 374.2)).containsExactly("-1,852", "-1", "374");
    assertThat(Text.numbers(-16.26, -7e-41)).containsExactly("-16.26", "0.00");
  }

  @Test
  void countsAndSizesReadAsWords() {
    assertThat(Text.count(1, "episode")).isEqualTo("1 episode");
    assertThat(Text.count(80000, "transition")).isEqualTo("80,000 transitions");
    assertThat(Text.bytes(999)).isEqualTo("999 bytes");
    assertThat(Text.bytes(4_062_676)).isEqualTo("4.1 MB");
  }

  @Test
  void aBarFillsItsShareInBlocksOrInAscii() {
    assertThat(Text.bar(1, 4, true)).isEqualTo("\u2588\u2588\u2588\u2588");
    assertThat(Text.bar(0.375, 4, true)).isEqualTo("\u2588\u258c");
    assertThat(Text.bar(0, 4, true)).isEmpty();
    assertThat(Text.bar(0.3, 4, false)).isEqualTo("##");
  }

  @Test
  void progressShowsSpeedAndTimeLeft() {
    assertThat(Progress.pace(3600, 4400, 3)).isEqualTo("1,200/s  4 s left");
    assertThat(Progress.pace(100, 12500, 1)).isEqualTo("100/s  2 min 5 s left");
    assertThat(Progress.pace(1, 7260, 1)).isEqualTo("1.0/s  2 h 1 min left");
    assertThat(Progress.pace(0, 10, 1)).isEmpty();
  }

  @Test
  void sharesAreShownInPercentWithoutIdleZeros() {
    assertThat(Verdicts.percent(0.95)).isEqualTo("95 %");
    assertThat(Verdicts.percent(0.9)).isEqualTo("90 %");
    assertThat(Verdicts.percent(0.995)).isEqualTo("99.5 %");
  }

  @Test
  void textBreaksAtSpaces() {
    assertThat(Text.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(Text.wrap("unbreakable-word then", 6)).contains("then");
    assertThat(String.join("", Text.wrap("unbreakable", 4))).isEqualTo("unbreakable");
  }

  @Test
  void wordsAreQuotedWhereAShellWouldSplitOrExpandThem() {
    assertThat(Text.shell("hidden=64-64")).isEqualTo("hidden=64-64");
    assertThat(Text.shell("my log.parquet")).isEqualTo("'my log.parquet'");
    assertThat(Text.shell("it's $1")).isEqualTo("'it'\\''s $1'");
  }
}
