package dev.strandline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffPolicyPicturesTest {

  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Estimated NONE = Estimated.without(NAN);
  private static final Estimated LOGGING = new Estimated(0.41, 0.40, 0.42);

  @Test
  void aVerdictShowsInItsColorAndInWords() throws IOException {
    Picture picture =
        IntervalPlot.draw(
            "reward",
            LOGGING,
            List.of(
                candidate("good", Mark.BETTER, 0.5, 0.45, 0.55),
                candidate("bad", Mark.WORSE, 0.3, 0.25, 0.35)));

    assertThat(pixels(picture.light(), Theme.LIGHT.series(2))).isGreaterThan(200);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(1))).isGreaterThan(200);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(0))).isZero();
    assertThat(pixels(picture.dark(), Theme.DARK.series(2))).isGreaterThan(200);
    assertThat(picture.description())
        .isEqualTo(
            "Estimated reward. Logging policy: 0.410 [0.400, 0.420]."
                + " good (better): dr 0.500 [0.450, 0.550]; bad (worse): dr 0.300 [0.250, 0.350].");
  }

  @Test
  void eachRowStandsUnderTheOneBefore() {
    int one = IntervalPlot.draw("r", LOGGING, same(1, "a")).height();
    int two = IntervalPlot.draw("r", LOGGING, same(2, "a")).height();
    int ten = IntervalPlot.draw("r", LOGGING, same(10, "a")).height();

    assertThat(ten - two).isEqualTo(8 * (two - one));
    assertThat(two - one).isGreaterThanOrEqualTo(22);
    assertThat(IntervalPlot.draw("r", LOGGING, same(1, "a".repeat(300))).height())
        .as("a long name takes a second line, and no third")
        .isBetween(one + 1, one + 16);
  }

  @Test
  void whatIsNotDrawnIsCounted() {
    Picture over = IntervalPlot.draw("r", LOGGING, same(400, "a"));

    assertThat(over.height()).isLessThan(2000);
    assertThat(over.description()).endsWith("; and 380 more.");
    assertThat(over.width()).isEqualTo(800);
  }

  @Test
  void aWideIntervalRunsOffTheAxisInsteadOfCrowdingTheOthers() throws IOException {
    IntervalPlot.Candidate narrow = candidate("narrow", Mark.BETTER, 0.5, 0.45, 0.55);
    Picture alone = IntervalPlot.draw("r", LOGGING, List.of(narrow));
    Picture beside =
        IntervalPlot.draw(
            "r", LOGGING, List.of(narrow, candidate("wild", Mark.CANNOT_ANSWER, 90, -1e6, 1e6)));

    assertThat(width(beside.light(), Theme.LIGHT.series(2)))
        .isGreaterThan(width(alone.light(), Theme.LIGHT.series(2)) / 2);
    assertThat(beside.description())
        .contains("wild (cannot answer): dr 90.0 [-1,000,000, 1,000,000]");
  }

  @Test
  void anOpenEndReachesTheAxisEndAndAMissingIntervalHasNoLine() throws IOException {
    Estimated open = new Estimated(0.5, 0.45, INFINITY);
    Estimated closed = new Estimated(0.5, 0.45, 0.55);
    int toTheEnd = width(plot(open).light(), Theme.LIGHT.series(0));
    int toTheBar = width(plot(closed).light(), Theme.LIGHT.series(0));
    Picture without = plot(Estimated.without(0.5));

    assertThat(toTheEnd).isGreaterThan(toTheBar);
    assertThat(width(without.light(), Theme.LIGHT.series(0))).isLessThan(30);
    assertThat(without.description()).contains("0.500, no interval");
    assertThat(plot(open).description()).contains(", \u221e]");
  }

  @Test
  void nothingKnownIsSaidAndNotDrawn() throws IOException {
    Picture picture =
        IntervalPlot.draw("reward", NONE, List.of(candidate("a", Mark.NOT_JUDGED, NAN, NAN, NAN)));

    assertThat(pixels(picture.light(), Theme.LIGHT.series(0))).isZero();
    assertThat(picture.description())
        .isEqualTo("Estimated reward. Logging policy: no estimate. a: dr no estimate.");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        1,
        -1,
        1e-300,
        -3e-12,
        12_345_678.9,
        1e300,
        Double.MAX_VALUE,
        -Double.MAX_VALUE
      })
  void numbersOfAnySizeHaveAnAxis(double size) {
    Axis point = Axis.showing(new double[] {size, size}, 0, 100);
    Axis range = Axis.showing(new double[] {0, size}, 0, 100);

    for (Axis axis : List.of(point, range)) {
      assertThat(axis.low()).isLessThan(axis.high()).isFinite();
      assertThat(axis.within(size)).isBetween(0.0, 100.0);
      assertThat(axis.text(size)).hasSizeLessThan(20);
    }
  }

  @Test
  void numbersHaveTheDigitsThatTheirPlaceCanTellApart() {
    Axis axis = Axis.showing(new double[] {0.31, 0.52}, 0, 100);

    assertThat(axis.text(0.4123456)).isEqualTo("0.412");
    assertThat(axis.text(-3)).isEqualTo("-3.00");
    assertThat(axis.text(1e9)).isEqualTo("1.00e9");
    assertThat(axis.text(-INFINITY)).isEqualTo("-\u221e");
    assertThat(Axis.number(2e-9, 1e-9)).isEqualTo("2e-9");
    assertThat(Axis.number(12_345.678, 1)).isEqualTo("12,346");
    assertThat(Axis.number(0.001, 0.1)).isEqualTo("0");
    assertThat(Axis.percent(0.0001)).isEqualTo("under 0.1 %");
    assertThat(Axis.percent(0.05)).isEqualTo("5 %");
    assertThat(Axis.percent(0.1234)).isEqualTo("12.3 %");
  }

  @Test
  void placesGoByRatiosOnAnAxisOfDecades() {
    Axis axis = Axis.decades(new double[] {0.02, 30}, 0, 400);

    assertThat(axis.low()).isCloseTo(0.01, within(1e-12));
    assertThat(axis.high()).isCloseTo(100, within(1e-9));
    assertThat(axis.at(0.1)).isCloseTo(100, within(1e-9));
    assertThat(axis.at(10)).isCloseTo(300, within(1e-9));
    assertThat(axis.within(1e9)).isEqualTo(400);
  }

  @Test
  void longNamesKeepTheirEnd() {
    var font = Canvas.font(0, 13);

    List<String> lines = Lettering.wrapped("family_of_rankers_candidate_17", font, 110, 2);

    assertThat(lines).hasSize(2).allMatch(line -> Canvas.width(font, line) <= 110);
    assertThat(lines.get(0)).startsWith("family_of_");
    assertThat(lines.get(1)).endsWith("17");
    assertThat(Lettering.wrapped("one\ntwo", font, 200, 2)).containsExactly("one two");
    assertThat(Lettering.wrapped("x".repeat(5000), font, 60, 1).get(0)).contains("\u2026");
    assertThat(Lettering.wrapped("", font, 60, 2)).containsExactly("");
  }

  @Test
  void anIntervalHasBothEndsInOrderOrNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Estimated(1, 2, 1))
        .withMessageContaining("[2.0, 1.0]");
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimated(1, NAN, 1));
    assertThat(new Estimated(NAN, 0, INFINITY).bounded()).isTrue();
  }

  @Test
  void aSmallSegmentIsSetOffAndItsSizeStated() throws IOException {
    Estimated target = new Estimated(0.45, 0.43, 0.47);
    SegmentPlot.Segment large = new SegmentPlot.Segment("May", target, LOGGING, 400, 1000);
    SegmentPlot.Segment small = new SegmentPlot.Segment("June", target, LOGGING, 40, 1000);

    Picture both = SegmentPlot.draw("reward", "bandit", 100, List.of(large, large));
    Picture one = SegmentPlot.draw("reward", "bandit", 100, List.of(large, small));

    assertThat(pixels(one.light(), Theme.LIGHT.series(0)))
        .isLessThan(pixels(both.light(), Theme.LIGHT.series(0)) * 7 / 10);
    assertThat(pixels(one.light(), Theme.LIGHT.series(1))).isGreaterThan(10);
    assertThat(pixels(both.light(), Theme.LIGHT.series(1))).isZero();
    assertThat(one.description())
        .contains(
            "May: 0.4500 [0.4300, 0.4700] against 0.4100 [0.4000, 0.4200], effective 400 of 1,000;")
        .contains("effective 40 of 1,000 (too few).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SegmentPlot.Segment("x", target, LOGGING, NAN, 1))
        .withMessageContaining("x.effectiveSampleSize");
  }

  @Test
  void weightsAreBinnedByDecadesWithZerosApart() {
    WeightHistogram.Weights weights =
        WeightHistogram.Weights.of(new double[] {0, 0, 0.5, 1, 1, 1.5, 4, 0});

    assertThat(weights.units()).isEqualTo(8);
    assertThat(weights.zeros()).isEqualTo(3);
    assertThat(weights.mean()).isCloseTo(1, within(1e-15));
    assertThat(weights.largest()).isEqualTo(4);
    assertThat(weights.effectiveSampleSize()).isCloseTo(64 / 20.5, within(1e-12));
    assertThat(Arrays.stream(weights.counts()).sum()).isEqualTo(5);
    assertThat(Arrays.stream(weights.sums()).sum()).isCloseTo(8, within(1e-12));
    int bin = 0;
    while (weights.edges()[bin + 1] <= 1) {
      bin++;
    }
    assertThat(weights.counts()[bin]).as("both ones in the bin from 1 on").isEqualTo(2);
  }

  @Test
  void weightsOfAnySizeAreCountedOnce() {
    double[] extreme = {Double.MIN_VALUE, 1e-200, 1, 1e200, 1e300, 0};

    WeightHistogram.Weights weights = WeightHistogram.Weights.of(extreme);

    assertThat(Arrays.stream(weights.counts()).sum()).isEqualTo(5);
    assertThat(weights.effectiveSampleSize()).isCloseTo(1, within(1e-9));
    assertThat(weights.mean()).isCloseTo(1e300 / 6, within(1e288));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightHistogram.Weights.of(new double[] {1, -0.5}))
        .withMessageContaining("weight 1 is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightHistogram.Weights.of(new double[] {}))
        .withMessageContaining("at least one weight");
  }

  @Test
  void bothGatesOfTheWeightsAreStated() throws IOException {
    double[] even = new double[200];
    Arrays.fill(even, 1);
    double[] heavy = new double[200];
    heavy[7] = 200;

    Picture met = WeightHistogram.draw("a", WeightHistogram.Weights.of(even), 100, 0.05);
    Picture failed = WeightHistogram.draw("b", WeightHistogram.Weights.of(heavy), 100, 0.05);

    assertThat(met.description())
        .isEqualTo(
            "Importance weights under a: mean 1.000, 0 % zero. Effective sample size 200 of 200"
                + " (100 %); at least 100 asked for: met. Largest weight 1.000, 0.5 % of all weight;"
                + " at most 5 % allowed: met.");
    assertThat(failed.description())
        .contains(
            "99.5 % zero",
            "Effective sample size 1 of 200 (0.5 %); at least 100 asked for: not met")
        .contains("100 % of all weight; at most 5 % allowed: not met");
    Picture none = WeightHistogram.draw("c", WeightHistogram.Weights.of(new double[3]), 100, 0.05);
    assertThat(none.description()).contains("mean 0, 100 % zero");
    assertThat(pixels(none.light(), Theme.LIGHT.series(0))).isGreaterThan(5000);
  }

  @Test
  void rowsStandWhereBothProbabilitiesSay() throws IOException {
    OverlapPlot.Joint joint =
        OverlapPlot.Joint.of(new double[] {0.05, 0.05, 0.5, 0.2}, new double[] {0.7, 0.7, 0.5, 0});
    Picture picture = OverlapPlot.draw("bandit", joint);

    assertThat(joint.edges()).hasSize(21).startsWith(0.01).endsWith(1);
    assertThat(joint.counts()[6][18]).isEqualTo(2); // 0.05 in [0.04, 0.05), 0.7 in [0.63, 0.79)
    assertThat(joint.counts()[16][16]).isEqualTo(1);
    assertThat(Arrays.stream(joint.zeros()).sum()).isEqualTo(1);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(0)))
        .as("the fullest bin in the full color, and once in the legend")
        .isGreaterThan(42 * 42);
    assertThat(picture.description())
        .isEqualTo(
            "Probability of the logged action under the logging policy and under bandit. rows: 4;"
                + " weight 0: 25 %; weight about 10 or more: 50 %; about 100 or more: 0 %.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OverlapPlot.Joint.of(new double[] {0.5, 0}, new double[] {0.5, 0.5}))
        .withMessageContaining("row 1 has behavior probability 0.0");
  }

  @Test
  void densitiesAndProbabilitiesOfAnySizeHaveABin() {
    double[] behavior = {1e-320, 1, 1, 1e250, 1e-5};
    double[] target = {1, 1e-320, 0, 1e250, 1e300};

    OverlapPlot.Joint joint = OverlapPlot.Joint.of(behavior, target);

    long counted =
        Arrays.stream(joint.counts()).flatMapToLong(Arrays::stream).sum()
            + Arrays.stream(joint.zeros()).sum();
    assertThat(counted).isEqualTo(5);
  }

  @Test
  void anActionThatTheLogNeverTookIsMarked() throws IOException {
    ActionShares.Action common = new ActionShares.Action("a", 0.6, 0.58);
    ActionShares.Action rare = new ActionShares.Action("b", 0.4, 0.4);
    ActionShares.Action missing = new ActionShares.Action("c", 0, 0.02);

    Picture supported = ActionShares.draw("bandit", 0.01, List.of(common, rare));
    Picture picture = ActionShares.draw("bandit", 0.01, List.of(common, rare, missing));

    assertThat(pixels(supported.light(), Theme.LIGHT.series(1))).isZero();
    assertThat(pixels(picture.light(), Theme.LIGHT.series(1))).isGreaterThan(50);
    assertThat(picture.description())
        .contains("c: 0 % and 2 % (never in the log)")
        .endsWith("2 % of the target's decisions; at most 1 % allowed: not met.");
    assertThat(supported.description()).endsWith("at most 1 % allowed: met.");
  }

  @Test
  void aDistributionHasItsOwnColorAndItsLostMassIsStated() throws IOException {
    double[] grid = {0, 1, 2};
    ReturnCdf.Curve logging = curve("log", true, grid, 0.2, 0.6, 1);
    ReturnCdf.Curve lossy = curve("bandit", false, grid, 0.1, 0.3, 0.8);

    Picture picture = ReturnCdf.draw("return", 0.05, List.of(logging, lossy));

    assertThat(pixels(picture.light(), Theme.LIGHT.series(0))).isGreaterThan(500);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(1))).isZero();
    assertThat(picture.description())
        .isEqualTo(
            "Distribution functions, return. log (logging): CVaR 5 % 0.50, median 1.00;"
                + " bandit: CVaR 5 % 0.50, median 1.00, reaches 0.800.");
  }

  @Test
  void aBandShadesItsArea() throws IOException {
    double[] grid = {0, 1};
    double[] none = {};
    ReturnCdf.Curve plain = curve("a", false, grid, 0.5, 1);
    ReturnCdf.Curve banded =
        new ReturnCdf.Curve(
            "a",
            false,
            grid,
            new double[] {0.5, 1},
            new double[] {0.25, 1},
            new double[] {0.75, 1},
            0.5,
            1);

    int before = pixels(ReturnCdf.draw("r", 0.1, List.of(plain)).light(), Theme.LIGHT.paper());
    int after = pixels(ReturnCdf.draw("r", 0.1, List.of(banded)).light(), Theme.LIGHT.paper());

    // Half the height over the axis but for its margins; lines and grid lines cover a little.
    assertThat(before - after).isBetween(180_000, 240_000);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ReturnCdf.Curve("a", false, grid, new double[] {0.5, 0.4}, none, none, 0, 0))
        .withMessageContaining("a.cdf, at 1 must lie in [0.5, 1.0]");
  }

  @Test
  void fortyDistributionsStayInSixColors() {
    List<ReturnCdf.Curve> curves = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      curves.add(curve("p" + i, false, new double[] {i, i + 1}, 0.5, 1));
    }

    Picture forty = ReturnCdf.draw("r", 0.1, curves);

    assertThat(forty.height()).as("six rows of names, not forty").isLessThan(700);
    assertThat(forty.description()).endsWith("; and 28 more.");
  }

  @Test
  void infiniteAndUndeterminedRatiosAreNotDrawnAsNumbers() throws IOException {
    Picture finite = SharpeCurve.draw("value", 8, List.of(ranking(1.0, 1.5, 2.0)));
    Picture odd = SharpeCurve.draw("value", 8, List.of(ranking(NAN, INFINITY, 2.0)));

    assertThat(odd.description())
        .isEqualTo(
            "SharpeRatio@k against k, over value; the logging policy's is 8.00. X: k = 1 not"
                + " determined, k = 2 \u221e, k = 3 2.00.");
    assertThat(odd.height()).as("with the strip of rings").isEqualTo(finite.height() + 20);
    assertThat(pixels(odd.light(), Theme.LIGHT.series(0)))
        .isLessThan(pixels(finite.light(), Theme.LIGHT.series(0)));
    assertThat(pixels(odd.light(), Theme.LIGHT.series(0))).isGreaterThan(500);
  }

  @Test
  void aRatioWithoutAPointStillShowsItsInterval() throws IOException {
    SharpeCurve.Point point =
        new SharpeCurve.Point(2, new Estimated(NAN, 0, INFINITY), NAN, NAN, NAN, NAN, NAN);
    SharpeCurve.Point bare = new SharpeCurve.Point(2, NONE, NAN, NAN, NAN, NAN, NAN);

    Picture with =
        SharpeCurve.draw("v", NAN, List.of(new SharpeCurve.Ranking("X", List.of(point))));
    Picture without =
        SharpeCurve.draw("v", NAN, List.of(new SharpeCurve.Ranking("X", List.of(bare))));

    assertThat(with.description()).contains("k = 2 not determined [0, \u221e]");
    assertThat(pixels(without.light(), Theme.LIGHT.paper()))
        .isGreaterThan(pixels(with.light(), Theme.LIGHT.paper()) + 50_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SharpeCurve.Ranking("X", List.of(bare, bare)))
        .withMessageContaining("k is 2 after 2");
  }

  @Test
  void aTradeOffHasABoxForEachAnsweredCandidate() throws IOException {
    Estimated up = new Estimated(2, 1, 3);
    Estimated down = new Estimated(-2, -3, -1);
    TradeOff.Candidate better = new TradeOff.Candidate("a", Mark.BETTER, up, down);
    TradeOff.Candidate refused = new TradeOff.Candidate("a", Mark.CANNOT_ANSWER, up, down);
    TradeOff.Candidate unknown = new TradeOff.Candidate("b", Mark.NOT_JUDGED, NONE, up);

    Picture boxed = TradeOff.draw("clicks", "revenue", List.of(better));
    Picture crossed = TradeOff.draw("clicks", "revenue", List.of(refused));
    Picture missing = TradeOff.draw("clicks", "revenue", List.of(unknown));

    assertThat(pixels(crossed.light(), Theme.LIGHT.paper()))
        .isGreaterThan(pixels(boxed.light(), Theme.LIGHT.paper()) + 50_000);
    assertThat(pixels(missing.light(), Theme.LIGHT.series(0)))
        .as("the diamond in the list only")
        .isBetween(50, 400);
    assertThat(boxed.description())
        .contains("a (better): 2.00 [1.00, 3.00] and -2.00 [-3.00, -1.00].");
    assertThat(missing.description()).contains("b: no estimate and 2.00");
    assertThat(pixels(crossed.light(), Theme.LIGHT.faded()))
        .as("the cross, as nothing else fixes the axes")
        .isGreaterThan(pixels(boxed.light(), Theme.LIGHT.faded()) + 300);
  }

  @Test
  void pointsThatCoverEachOtherShareOneLabel() {
    Estimated one = Estimated.without(1);
    TradeOff.Candidate same = new TradeOff.Candidate("a", Mark.NOT_JUDGED, one, one);

    Picture picture = TradeOff.draw("clicks", "revenue", Collections.nCopies(200, same));

    assertThat(picture.height()).isLessThan(1300);
    assertThat(picture.description()).endsWith("; and 180 more.");
  }

  @Test
  void picturesOfNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntervalPlot.draw("r", LOGGING, List.of()))
        .withMessageContaining("no policy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IntervalPlot.Candidate("a", Mark.BETTER, List.of()))
        .withMessageContaining("a has no estimate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SegmentPlot.draw("r", "t", 100, List.of()))
        .withMessageContaining("no segment");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ActionShares.draw("t", 0.01, List.of()))
        .withMessageContaining("no action");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReturnCdf.draw("r", 0.1, List.of()))
        .withMessageContaining("no curve");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharpeCurve.draw("r", 0, List.of()))
        .withMessageContaining("number of rankings");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TradeOff.draw("a", "b", List.of()))
        .withMessageContaining("no candidate");
  }

  private static IntervalPlot.Candidate candidate(
      String name, Mark mark, double value, double low, double high) {
    return new IntervalPlot.Candidate(
        name, mark, List.of(new IntervalPlot.Row("dr", new Estimated(value, low, high))));
  }

  private static List<IntervalPlot.Candidate> same(int count, String name) {
    return Collections.nCopies(count, candidate(name, Mark.CANNOT_TELL, 0.4, 0.35, 0.45));
  }

  /** One policy of the given estimate beside another that fixes the axis. */
  private static Picture plot(Estimated estimated) {
    return IntervalPlot.draw(
        "r",
        Estimated.without(0.4),
        List.of(
            new IntervalPlot.Candidate(
                "a", Mark.CANNOT_TELL, List.of(new IntervalPlot.Row("dr", estimated))),
            candidate("b", Mark.BETTER, 0.8, 0.7, 0.9)));
  }

  private static ReturnCdf.Curve curve(String name, boolean logging, double[] grid, double... cdf) {
    return new ReturnCdf.Curve(
        name, logging, grid, cdf, new double[] {}, new double[] {}, grid[0] + 0.5, grid[0] + 1);
  }

  private static SharpeCurve.Ranking ranking(double... ratios) {
    List<SharpeCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < ratios.length; i++) {
      points.add(new SharpeCurve.Point(i + 1, Estimated.without(ratios[i]), 4, 2, 12, 8, NAN));
    }
    return new SharpeCurve.Ranking("X", points);
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static int pixels(byte[] png, Color color) throws IOException {
    BufferedImage image = image(png);
    int[] row = new int[image.getWidth()];
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      count += (int) Arrays.stream(row).filter(rgb -> rgb == color.getRGB()).count();
    }
    return count;
  }

  /** Pixels of the file from the first to the last of a color, left of the columns of words. */
  private static int width(byte[] png, Color color) throws IOException {
    BufferedImage image = image(png);
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < 980; x++) {
        if (image.getRGB(x, y) == color.getRGB()) {
          least = Math.min(least, x);
          most = Math.max(most, x);
        }
      }
    }
    return most - least;
  }
}
