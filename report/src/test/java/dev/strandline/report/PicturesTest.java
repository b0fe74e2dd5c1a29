package dev.strandline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strandline.envs.Maze;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PicturesTest {

  private static final long[] STEPS = {1000, 2000, 3000};

  @Test
  void learningCurvesShowEveryMethodInItsColor() throws IOException {
    Picture picture =
        LearningCurves.draw(
            List.of(
                new LearningCurves.Curve(
                    "BC", STEPS, new double[][] {{-1200, -1180, -1190}, {-1100, -1120, -1090}}),
                new LearningCurves.Curve("TD3+BC", STEPS, new double[][] {{-900, -500, -200}})),
            List.of(new LearningCurves.Reference("expert", -160)));

    assertThat(pixels(picture.light(), Theme.LIGHT.series(0).getRGB())).isGreaterThan(500);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(1).getRGB())).isGreaterThan(500);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(2).getRGB())).isZero();
    assertThat(pixels(picture.dark(), Theme.DARK.series(0).getRGB())).isGreaterThan(500);
    assertThat(pixels(picture.dark(), Theme.DARK.paper().getRGB()))
        .isGreaterThan(2 * picture.width() * picture.height());
    assertThat(picture.description())
        .contains("BC ends at -1,140 [")
        .contains("TD3+BC ends at -200 (one value, no interval)");
  }

  @Test
  void aBandIsDrawnForSeveralSeedsOnly() throws IOException {
    double[] seed = {-1000, -800, -600};
    double[] other = {-1100, -700, -500};
    Picture one =
        LearningCurves.draw(
            List.of(new LearningCurves.Curve("BC", STEPS, new double[][] {seed})), List.of());
    Picture two =
        LearningCurves.draw(
            List.of(new LearningCurves.Curve("BC", STEPS, new double[][] {seed, other})),
            List.of());

    int paper = Theme.LIGHT.paper().getRGB();
    assertThat(pixels(two.light(), paper)).isLessThan(pixels(one.light(), paper) * 4 / 5);
  }

  @Test
  void aLongLegendWrapsInsteadOfRunningOverTheEdge() {
    LearningCurves.Curve first =
        new LearningCurves.Curve("short", STEPS, new double[][] {{1, 2, 3}});
    List<LearningCurves.Curve> many =
        List.of(
            first,
            new LearningCurves.Curve("x".repeat(40), STEPS, new double[][] {{1, 2, 3}}),
            new LearningCurves.Curve("y".repeat(40), STEPS, new double[][] {{1, 2, 3}}));

    Picture wrapped = LearningCurves.draw(many, List.of());

    assertThat(wrapped.width()).isEqualTo(LearningCurves.draw(List.of(first), List.of()).width());
    assertThat(wrapped.height())
        .isGreaterThan(LearningCurves.draw(List.of(first), List.of()).height());
  }

  @Test
  void curvesAreCheckedForOrderShapeAndNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LearningCurves.Curve("BC", new long[] {5, 5}, new double[][] {{1, 2}}))
        .withMessageContaining("evaluation 1 is at step 5, after step 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningCurves.Curve("BC", STEPS, new double[][] {{1, 2}}))
        .withMessageContaining("repetition 0 has 2 numbers, but 3 are expected");
    LearningCurves.Curve curve = new LearningCurves.Curve("BC", STEPS, new double[][] {{1, 2, 3}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningCurves.draw(List.of(curve, curve), List.of()))
        .withMessageContaining("share a name");
  }

  @Test
  void histogramBinsHoldEveryReturnOnce() {
    double[] returns = {-1500, -1400.5, -163, -160, -150, 0};

    double[] edges = ReturnHistogram.edges(returns);

    int[] counts = new int[edges.length - 1];
    for (double value : returns) {
      int bin = ReturnHistogram.bin(value, edges);
      counts[bin]++;
      assertThat(value).isBetween(edges[bin], edges[bin + 1]);
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(6);
    assertThat(edges[1] - edges[0]).isEqualTo(50);
    assertThat(edges.length).isLessThanOrEqualTo(42);
  }

  @Test
  void equalReturnsStillGetABin() {
    double[] edges = ReturnHistogram.edges(new double[] {-200, -200});

    assertThat(ReturnHistogram.bin(-200, edges)).isZero();
    assertThat(edges).hasSize(2);
    assertThat(ReturnHistogram.edges(new double[] {0, 0, 0})).containsExactly(0, 1);
  }

  @Test
  void smallChartsStandThreeInARowAndFourInASquare() {
    SmallMultiples.Bars bars =
        new SmallMultiples.Bars("a", "", new double[] {0, 1, 2}, new double[] {1, 3});

    Picture three = SmallMultiples.draw("bars", List.of(bars, bars, bars));
    Picture four = SmallMultiples.draw("bars", List.of(bars, bars, bars, bars));
    Picture six = SmallMultiples.draw("bars", List.of(bars, bars, bars, bars, bars, bars));

    assertThat(four.height()).isGreaterThan(six.height());
    assertThat(six.height()).isGreaterThan(three.height());
    assertThat(six.width()).isEqualTo(three.width());
  }

  @Test
  void barsAreAsHighAsTheirCounts() throws IOException {
    int blue = Theme.LIGHT.series(0).getRGB();
    long small = pixels(bars(new double[] {8, 4, 0}).light(), blue);
    long large = pixels(bars(new double[] {8, 8, 8}).light(), blue);

    // Half of the plot's area against all of it.
    assertThat((double) small / large).isBetween(0.48, 0.52);
  }

  @Test
  void oneAmongAMillionIsStillSeen() throws IOException {
    int blue = Theme.LIGHT.series(0).getRGB();
    long none = pixels(bars(new double[] {1e6, 0, 0}).light(), blue);
    long one = pixels(bars(new double[] {1e6, 0, 1}).light(), blue);

    assertThat(one).isGreaterThan(none + 100);
  }

  private static Picture bars(double[] counts) {
    return SmallMultiples.draw(
        "bars", List.of(new SmallMultiples.Bars("", "", new double[] {0, 1, 2, 3}, counts)));
  }

  @Test
  void curvesHaveGapsWhereNothingWasMeasuredAndAMeanWhereThereAreSeveral() throws IOException {
    double nan = Double.NaN;
    double[] x = {0, 10, 20, 30};
    Picture one = lines(x, new double[][] {{3, 2, 1.5, 1}});
    Picture gaps = lines(x, new double[][] {{3, nan, nan, 1}, {nan, nan, 2, nan}});
    Picture nothing = lines(x, new double[][] {{nan, nan, nan, nan}});
    Picture flat = lines(x, new double[][] {{5, 5, 5, 5}});

    int blue = Theme.LIGHT.series(0).getRGB();
    assertThat(pixels(one.light(), blue)).isGreaterThan(200);
    assertThat(pixels(gaps.light(), blue)).isGreaterThan(200);
    assertThat(pixels(flat.light(), blue)).isGreaterThan(200);
    assertThat(pixels(nothing.light(), blue)).isZero();
  }

  private static Picture lines(double[] x, double[][] y) {
    return SmallMultiples.draw("curves", List.of(new SmallMultiples.Lines("loss", "", x, y)));
  }

  @Test
  void ticksHaveTheDecimalsThatTellTheEndsApart() {
    assertThat(SmallMultiples.tick(2.7724, 2.7724, 3.0331)).isEqualTo("2.772");
    assertThat(SmallMultiples.tick(-1, -1, 1)).isEqualTo("-1");
    assertThat(SmallMultiples.tick(2000, 20, 2000)).isEqualTo("2,000");
    assertThat(SmallMultiples.tick(-0.001, -0.001, 40)).isEqualTo("0");
    assertThat(SmallMultiples.tick(12_345_678, 0, 12_345_678)).isEqualTo("1.2e7");
    assertThat(SmallMultiples.tick(0, 0, 0)).isEqualTo("0");
  }

  @Test
  void smallChartsThatDoNotFitTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmallMultiples.draw("none", List.of()))
        .withMessageContaining("no chart");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SmallMultiples.Bars("a", "", new double[] {0, 1}, new double[] {1, 2}))
        .withMessageContaining("a, edges has 2 numbers, but 3 are expected");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SmallMultiples.Bars("a", "", new double[] {0, Double.NaN}, new double[] {1}))
        .withMessageContaining("an edge at NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lines(new double[] {1, 2}, new double[][] {{1}}))
        .withMessageContaining("curve 0 has 1 numbers, but 2 are expected");
  }

  @Test
  void aHistogramShowsEachGroupInItsColor() throws IOException {
    Picture picture =
        ReturnHistogram.draw(
            List.of(
                new ReturnHistogram.Group("random", new double[] {-1200, -1100, -1150}),
                new ReturnHistogram.Group("expert", new double[] {-150})));

    assertThat(pixels(picture.light(), Theme.LIGHT.series(0).getRGB())).isGreaterThan(1000);
    assertThat(pixels(picture.light(), Theme.LIGHT.series(1).getRGB())).isGreaterThan(1000);
    assertThat(picture.description())
        .contains("random, 3, from -1,200 to -1,100")
        .contains("expert, 1, from -150");
  }

  @Test
  void aPendulumStripDrawsTheRodWhereTheAngleSays() throws IOException {
    double[] upright = new double[12];
    double[] hanging = new double[12];
    Arrays.fill(hanging, Math.PI);

    Picture up = PendulumStrip.draw(List.of(strip(upright)));
    Picture down = PendulumStrip.draw(List.of(strip(hanging)));

    int color = Theme.LIGHT.series(0).getRGB();
    assertThat(meanRow(down.light(), color) - meanRow(up.light(), color))
        .as("rods hang half a cell lower, in pixels of the file")
        .isBetween(50.0, 100.0);
    assertThat(down.description()).contains("ends 180 degrees from upright");
    assertThat(up.description()).contains("ends 0 degrees from upright");
  }

  @Test
  void aPendulumStripNeedsAsManyStepsAsItDraws() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strip(new double[5]))
        .withMessageContaining("has 5 steps, but 12 moments are drawn");
  }

  @Test
  void aMazeIsDrawnWithItsWallsAtTheirTruePlace() throws IOException {
    Picture picture = MazeView.draw(Maze.UMAZE, List.of());

    // Five rows of 92 in 460: wall (2, 2) covers 184 to 276 downward, and as much to the right.
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.light()));
    double indent = (picture.width() - 5 * 92) / 2.0;
    int wall = Theme.LIGHT.grid().getRGB();
    int paper = Theme.LIGHT.paper().getRGB();
    assertThat(image.getRGB((int) (2 * (indent + 186)), 2 * (16 + 186))).isEqualTo(wall);
    assertThat(image.getRGB((int) (2 * (indent + 274)), 2 * (16 + 274))).isEqualTo(wall);
    assertThat(image.getRGB((int) (2 * (indent + 280)), 2 * (16 + 274))).isEqualTo(paper);
    assertThat(image.getRGB((int) (2 * (indent + 274)), 2 * (16 + 280))).isEqualTo(paper);
    assertThat(picture.description()).isEqualTo("The umaze maze from above.");
  }

  @Test
  void pathsInAMazeHaveTheColorOfTheirSeriesAndGoDownwardWithX() throws IOException {
    MazeView.Path atGoal = new MazeView.Path(new double[] {1, 1}, new double[] {3, 1});
    MazeView.Path below = new MazeView.Path(new double[] {3, 3}, new double[] {1, 2});
    MazeView.Series top = new MazeView.Series("TD3+BC", 1, List.of(atGoal));
    MazeView.Series bottom = new MazeView.Series("BC", 0, List.of(below));

    Picture alone = MazeView.draw(Maze.UMAZE, List.of(top));
    Picture both = MazeView.draw(Maze.UMAZE, List.of(top, bottom));

    int topColor = Theme.LIGHT.series(1).getRGB();
    int bottomColor = Theme.LIGHT.series(0).getRGB();
    assertThat(pixels(alone.light(), topColor)).isGreaterThan(200);
    assertThat(pixels(alone.light(), bottomColor)).isZero();
    assertThat(pixels(both.light(), bottomColor)).isGreaterThan(200);
    assertThat(pixels(both.dark(), Theme.DARK.series(1).getRGB())).isGreaterThan(200);
    // At x = 1: 2 (16 + 1.7 * 92) in pixels of the file.
    assertThat(meanRow(alone.light(), topColor)).isBetween(340.0, 349.0);
    assertThat(both.height()).as("with a legend").isEqualTo(alone.height() + 48);
    assertThat(both.description())
        .isEqualTo(
            "The umaze maze from above: TD3+BC, episodes drawn: 1, of which end at the goal: 1;"
                + " BC, episodes drawn: 1, of which end at the goal: 0.");
  }

  @Test
  void aDatasetsPositionsAreShadedWhereTheyAre() throws IOException {
    double[] x = new double[100];
    Arrays.fill(x, 3);
    double[] y = new double[100];
    Arrays.fill(y, 2);
    MazeView.Path log = new MazeView.Path(x, y);

    Picture empty = MazeView.draw(Maze.UMAZE, List.of());
    Picture visited = MazeView.draw(Maze.UMAZE, List.of(), List.of(log));

    int paper = Theme.LIGHT.paper().getRGB();
    int covered = pixels(empty.light(), paper) - pixels(visited.light(), paper);
    // One bin of 4.6 by 4.6 CSS pixels.
    assertThat(covered).isBetween(64, 121);
    assertThat(visited.description()).endsWith("positions of a dataset: 100.");
  }

  @Test
  void aPathIsCheckedForLengthsAndNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MazeView.Path(new double[2], new double[3]))
        .withMessageContaining("MazeView.Path.y has 3 numbers, but 2 are expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MazeView.Path(new double[0], new double[0]))
        .withMessageContaining("at least its start");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MazeView.Path(new double[] {1}, new double[] {Double.NaN}))
        .withMessageContaining("position 0 is (1.0, NaN)");
  }

  private static PendulumStrip.Strip strip(double[] angles) {
    return new PendulumStrip.Strip("BC", 0, angles, new double[angles.length], 2, 0.05, -1000);
  }

  private static int pixels(byte[] png, int rgb) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  private static double meanRow(byte[] png, int rgb) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    long sum = 0;
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) == rgb) {
          sum += y;
          count++;
        }
      }
    }
    return (double) sum / count;
  }
}
