package dev.strandline.report;

import dev.strandline.envs.Maze;
import dev.strandline.policy.Check;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A point maze from above: its walls where they are, the goal with the circle around it within
 * which the sparse reward is 1, episodes as translucent paths from a dot to a cross, and, if given,
 * where a dataset's positions are, denser ones darker. As in a maze's layout x runs downward and y
 * to the right; the numbers on the border are cells' coordinates, which lie off the cells' middles.
 */
public final class MazeView {

  private static final int WIDTH = 620;
  private static final int MARGIN = 16;
  private static final int HIGHEST = 460;
  private static final int LEGEND_LINE = 24;
  private static final double GOAL_RADIUS = 0.5;
  private static final int BINS_PER_CELL = 20;
  private static final int PATH_ALPHA = 120;
  private static final Font LABEL = Canvas.font(Font.PLAIN, 14);
  private static final Font TICK = Canvas.font(Font.PLAIN, 12);

  private MazeView() {}

  /**
   * The way of one episode.
   *
   * @param x positions along x before the first step and after each, at least one
   * @param y as many along y
   */
  public record Path(double[] x, double[] y) {

    public Path {
      Check.atLeast(x.length, 1, "MazeView.Path.x, length", "An episode has at least its start.");
      Check.length(y.length, x.length, "MazeView.Path.y");
      for (int i = 0; i < x.length; i++) {
        Check.that(
            Double.isFinite(x[i]) && Double.isFinite(y[i]),
            "MazeView.Path: position %d is (%s, %s). Positions must be finite.",
            i,
            x[i],
            y[i]);
      }
      x = x.clone();
      y = y.clone();
    }
  }

  /**
   * Episodes of one color.
   *
   * @param name as the legend shows it
   * @param color place in the palette, from 0
   * @param paths in the order to draw them
   */
  public record Series(String name, int color, List<Path> paths) {

    public Series {
      Check.that(color >= 0, "MazeView.Series.color must not be negative, but is %d.", color);
      paths = List.copyOf(paths);
    }
  }

  /** Where everything is on the picture. */
  private record Frame(Maze maze, double cell) {

    static Frame of(Maze maze) {
      double wide = (WIDTH - 2.0 * MARGIN) / maze.sizeY();
      double high = (double) HIGHEST / maze.sizeX();
      return new Frame(maze, Math.min(wide, high));
    }

    double left(double y) {
      double indent = (WIDTH - cell * maze.sizeY()) / 2;
      return indent + cell * (y + Maze.OFFSET + Maze.HALF_WIDTH);
    }

    double top(double x) {
      return MARGIN + cell * (x + Maze.OFFSET + Maze.HALF_WIDTH);
    }

    double bottom() {
      return MARGIN + cell * maze.sizeX();
    }

    /** The square of cell (x, y) on the picture. */
    Rectangle2D square(int x, int y) {
      double before = Maze.OFFSET + Maze.HALF_WIDTH;
      return new Rectangle2D.Double(left(y - before), top(x - before), cell, cell);
    }
  }

  /**
   * Draws paths in a maze.
   *
   * @param series the legend names them if there is more than one
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(Maze maze, List<Series> series) {
    return draw(maze, series, List.of());
  }

  /**
   * Draws paths in a maze over the density of a dataset's positions.
   *
   * @param series the legend names them if there is more than one
   * @param visited positions, such as those of all rows of a dataset; their shade grows with the
   *     logarithm of their number in a twentieth of a cell's side
   * @throws IllegalStateException if this machine has no fonts
   */
  public static Picture draw(Maze maze, List<Series> series, List<Path> visited) {
    Canvas.needFonts();
    Frame frame = Frame.of(maze);
    List<Series> named = series.size() > 1 ? series : List.of();
    int height = (int) Math.ceil(frame.bottom()) + MARGIN + named.size() * LEGEND_LINE;
    double[][] density = density(maze, visited);
    return Canvas.draw(
        WIDTH,
        height,
        describe(maze, series, visited),
        (g, theme) -> {
          paintDensity(g, theme, frame, density);
          paintWalls(g, theme, frame);
          for (Series one : series) {
            one.paths().forEach(path -> paintPath(g, theme, frame, one.color(), path));
          }
          for (Series one : series) {
            one.paths().forEach(path -> paintEnds(g, theme, frame, one.color(), path));
          }
          paintGoal(g, theme, frame);
          for (int i = 0; i < named.size(); i++) {
            paintLegend(g, theme, named.get(i), frame.bottom() + MARGIN / 2.0 + i * LEGEND_LINE);
          }
        });
  }

  private static String describe(Maze maze, List<Series> series, List<Path> visited) {
    List<String> parts = new ArrayList<>();
    for (Series one : series) {
      long atGoal = one.paths().stream().filter(path -> endsAtGoal(maze, path)).count();
      parts.add(
          String.format(
              Locale.ROOT,
              "%s, episodes drawn: %d, of which end at the goal: %d",
              one.name(),
              one.paths().size(),
              atGoal));
    }
    if (!visited.isEmpty()) {
      parts.add(
          String.format(
              Locale.ROOT,
              "positions of a dataset: %,d",
              visited.stream().mapToInt(path -> path.x().length).sum()));
    }
    return parts.stream()
        .collect(
            Collectors.joining(
                "; ",
                "The " + maze.name() + " maze from above" + (parts.isEmpty() ? "" : ": "),
                "."));
  }

  private static boolean endsAtGoal(Maze maze, Path path) {
    int last = path.x().length - 1;
    return Math.hypot(path.x()[last] - maze.goal().x(), path.y()[last] - maze.goal().y())
        <= GOAL_RADIUS;
  }

  /** Share of the fullest bin, on a logarithmic scale, by bins along x and y. */
  private static double[][] density(Maze maze, List<Path> visited) {
    double[][] counts = new double[maze.sizeX() * BINS_PER_CELL][maze.sizeY() * BINS_PER_CELL];
    double most = 0;
    double before = Maze.OFFSET + Maze.HALF_WIDTH;
    for (Path path : visited) {
      double[] xs = path.x();
      double[] ys = path.y();
      for (int i = 0; i < xs.length; i++) {
        int row = (int) Math.floor((xs[i] + before) * BINS_PER_CELL);
        int column = (int) Math.floor((ys[i] + before) * BINS_PER_CELL);
        if (row >= 0 && row < counts.length && column >= 0 && column < counts[0].length) {
          most = Math.max(most, ++counts[row][column]);
        }
      }
    }
    for (double[] row : counts) {
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] == 0 ? 0 : Math.log1p(row[i]) / Math.log1p(most);
      }
    }
    return counts;
  }

  private static void paintDensity(Graphics2D g, Theme theme, Frame frame, double[][] density) {
    double side = frame.cell() / BINS_PER_CELL;
    double before = Maze.OFFSET + Maze.HALF_WIDTH;
    Color ink = theme.faded();
    // Antialiasing would leave light seams between the bins.
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    for (int row = 0; row < density.length; row++) {
      for (int column = 0; column < density[row].length; column++) {
        if (density[row][column] > 0) {
          int alpha = (int) Math.round(20 + 180 * density[row][column]);
          g.setColor(new Color(ink.getRed(), ink.getGreen(), ink.getBlue(), alpha));
          g.fill(
              new Rectangle2D.Double(
                  frame.left((double) column / BINS_PER_CELL - before),
                  frame.top((double) row / BINS_PER_CELL - before),
                  side,
                  side));
        }
      }
    }
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  private static void paintWalls(Graphics2D g, Theme theme, Frame frame) {
    Path2D walls = new Path2D.Double();
    Maze maze = frame.maze();
    for (int x = 0; x < maze.sizeX(); x++) {
      for (int y = 0; y < maze.sizeY(); y++) {
        if (maze.wall(x, y)) {
          walls.append(frame.square(x, y), false);
        }
      }
    }
    // The line closes the seams that antialiasing leaves between squares.
    g.setColor(theme.grid());
    g.setStroke(new BasicStroke(0.6f));
    g.fill(walls);
    g.draw(walls);
    g.setFont(TICK);
    g.setColor(theme.faded());
    for (int x = 1; x < maze.sizeX() - 1; x++) {
      paintTick(g, x, frame.square(x, 0).getCenterX(), frame.top(x));
    }
    for (int y = 1; y < maze.sizeY() - 1; y++) {
      paintTick(g, y, frame.left(y), frame.square(0, y).getCenterY());
    }
  }

  private static void paintTick(Graphics2D g, int coordinate, double middle, double height) {
    String text = Integer.toString(coordinate);
    g.drawString(
        text,
        (float) (middle - Canvas.width(TICK, text) / 2),
        (float) (height + 0.36 * TICK.getSize2D()));
  }

  private static void paintGoal(Graphics2D g, Theme theme, Frame frame) {
    double x = frame.left(frame.maze().goal().y());
    double y = frame.top(frame.maze().goal().x());
    double radius = GOAL_RADIUS * frame.cell();
    g.setColor(theme.ink());
    g.setStroke(
        new BasicStroke(
            1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0));
    g.draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    Path2D star = star(x, y, 8);
    g.setColor(theme.paper());
    g.setStroke(new BasicStroke(3.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(star);
    g.setColor(theme.ink());
    g.fill(star);
  }

  /** Five points, one upward. */
  private static Path2D star(double x, double y, double radius) {
    Path2D star = new Path2D.Double();
    for (int i = 0; i < 10; i++) {
      double angle = Math.PI * i / 5;
      double length = i % 2 == 0 ? radius : 0.42 * radius;
      double tipX = x + length * Math.sin(angle);
      double tipY = y - length * Math.cos(angle);
      if (i == 0) {
        star.moveTo(tipX, tipY);
      } else {
        star.lineTo(tipX, tipY);
      }
    }
    star.closePath();
    return star;
  }

  private static void paintPath(Graphics2D g, Theme theme, Frame frame, int color, Path path) {
    Path2D line = new Path2D.Double();
    double[] xs = path.x();
    double[] ys = path.y();
    line.moveTo(frame.left(ys[0]), frame.top(xs[0]));
    for (int i = 1; i < xs.length; i++) {
      line.lineTo(frame.left(ys[i]), frame.top(xs[i]));
    }
    g.setColor(theme.seriesVeil(color, PATH_ALPHA));
    g.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  private static void paintEnds(Graphics2D g, Theme theme, Frame frame, int color, Path path) {
    double[] xs = path.x();
    double[] ys = path.y();
    paintStart(g, theme, color, frame.left(ys[0]), frame.top(xs[0]));
    paintEnd(g, theme, color, frame.left(ys[ys.length - 1]), frame.top(xs[xs.length - 1]));
  }

  private static void paintStart(Graphics2D g, Theme theme, int color, double x, double y) {
    g.setColor(theme.paper());
    g.fill(new Ellipse2D.Double(x - 6, y - 6, 12, 12));
    g.setColor(theme.series(color));
    g.fill(new Ellipse2D.Double(x - 4.5, y - 4.5, 9, 9));
  }

  private static void paintEnd(Graphics2D g, Theme theme, int color, double x, double y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    for (boolean halo : new boolean[] {true, false}) {
      g.setColor(halo ? theme.paper() : theme.series(color));
      g.setStroke(
          new BasicStroke(halo ? 5.5f : 2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(new Line2D.Double(-4.5, -4.5, 4.5, 4.5));
      g.draw(new Line2D.Double(-4.5, 4.5, 4.5, -4.5));
    }
    g.setTransform(before);
  }

  private static void paintLegend(Graphics2D g, Theme theme, Series series, double top) {
    double middle = top + LEGEND_LINE / 2.0;
    g.setColor(theme.seriesVeil(series.color(), PATH_ALPHA));
    g.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(new Line2D.Double(MARGIN + 4, middle, MARGIN + 30, middle));
    paintStart(g, theme, series.color(), MARGIN + 4, middle);
    paintEnd(g, theme, series.color(), MARGIN + 32, middle);
    g.setFont(LABEL);
    g.setColor(theme.ink());
    g.drawString(series.name(), MARGIN + 46, (float) (middle + 0.36 * LABEL.getSize2D()));
  }
}
