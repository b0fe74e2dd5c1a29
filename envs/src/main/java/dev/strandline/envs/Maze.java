package dev.strandline.envs;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * A maze of square cells for {@link PointMaze}: {@code #} is wall, {@code O} free, {@code G} the
 * free cell of the evaluation goal.
 *
 * <p>Cell (x, y) is character y of row x. A cell is one unit wide and its middle lies at (x - 0.2,
 * y - 0.2) in the coordinates of positions: the integer coordinates, where the goal and the planned
 * waypoints are, lie off the middle. D4RL's mazes are built so, and their data with them.
 */
public final class Maze {

  /** Five by three free cells with the goal in the middle. */
  public static final Maze OPEN =
      new Maze("open", "#######", "#OOOOO#", "#OOGOO#", "#OOOOO#", "#######");

  /** One corridor in the form of a U, the goal at one end. */
  public static final Maze UMAZE = new Maze("umaze", "#####", "#GOO#", "###O#", "#OOO#", "#####");

  /** Six by six cells with two ways round. */
  public static final Maze MEDIUM =
      new Maze(
          "medium",
          "########",
          "#OO##OO#",
          "#OO#OOO#",
          "##OOO###",
          "#OO#OOO#",
          "#O#OO#O#",
          "#OOO#OG#",
          "########");

  /** Seven by ten cells. */
  public static final Maze LARGE =
      new Maze(
          "large",
          "############",
          "#OOOO#OOOOO#",
          "#O##O#O#O#O#",
          "#OOOOOO#OOO#",
          "#O####O###O#",
          "#OO#O#OOOOO#",
          "##O#O#O#O###",
          "#OO#OOO#OGO#",
          "############");

  /** Distance from a cell's middle to its sides. */
  public static final double HALF_WIDTH = 0.5;

  /** How far a cell's middle lies before its integer coordinates, along both axes. */
  public static final double OFFSET = 0.2;

  private final String name;
  private final List<String> rows;
  private final boolean[] wall;
  private final List<Cell> freeCells;
  private final Cell goal;

  /** A cell by its integer coordinates. */
  public record Cell(int x, int y) {}

  /**
   * Lays out a maze.
   *
   * @param name as in {@code umaze}
   * @param rows equally long, of {@code #}, {@code O} and one {@code G}, with a border of walls
   * @throws IllegalArgumentException if they are not
   */
  public Maze(String name, String... rows) {
    this.name = name;
    this.rows = List.of(rows);
    Check.that(
        rows.length >= 3 && rows[0].length() >= 3,
        "Maze %s has no room inside its border. Give at least three rows of three cells.",
        name);
    wall = new boolean[rows.length * rows[0].length()];
    List<Cell> free = new ArrayList<>();
    Cell marked = null;
    for (int x = 0; x < rows.length; x++) {
      Check.that(
          rows[x].length() == rows[0].length(),
          "Maze %s: row %d has %d cells, but row 0 has %d. Give rows of equal length.",
          name,
          x,
          rows[x].length(),
          rows[0].length());
      for (int y = 0; y < rows[x].length(); y++) {
        char mark = rows[x].charAt(y);
        Check.that(
            mark == '#' || mark == 'O' || mark == 'G',
            "Maze %s: row %d holds '%s' at %d. Use # for wall, O for free, G for the goal.",
            name,
            x,
            mark,
            y);
        boolean border = x == 0 || y == 0 || x == rows.length - 1 || y == rows[x].length() - 1;
        Check.that(
            mark == '#' || !border,
            "Maze %s: row %d is open at %d, on the border. Close the border with #.",
            name,
            x,
            y);
        Check.that(
            mark != 'G' || marked == null,
            "Maze %s has a second goal in row %d at %d. Mark one cell with G.",
            name,
            x,
            y);
        wall[x * rows[0].length() + y] = mark == '#';
        if (mark != '#') {
          free.add(new Cell(x, y));
        }
        if (mark == 'G') {
          marked = new Cell(x, y);
        }
      }
    }
    Check.that(marked != null, "Maze %s has no goal. Mark one cell with G.", name);
    freeCells = List.copyOf(free);
    goal = marked;
  }

  /** Its name, as in {@code umaze}. */
  public String name() {
    return name;
  }

  /** The layout, a string of {@code #}, {@code O} and {@code G} for each x. */
  public List<String> rows() {
    return rows;
  }

  /** Cells along x, border included. */
  public int sizeX() {
    return rows.size();
  }

  /** Cells along y, border included. */
  public int sizeY() {
    return rows.get(0).length();
  }

  /** Whether a cell is wall; everything outside the maze is. */
  public boolean wall(int x, int y) {
    int sizeY = sizeY();
    return x < 0 || y < 0 || x >= sizeX() || y >= sizeY || wall[x * sizeY + y];
  }

  /** All cells that are not wall, the goal's included, by x and then y. */
  public List<Cell> freeCells() {
    return freeCells;
  }

  /** The cell of the evaluation goal, which lies at the cell's integer coordinates. */
  public Cell goal() {
    return goal;
  }

  /** The cell whose square holds a position. */
  public Cell cellAt(double x, double y) {
    return new Cell(index(x), index(y));
  }

  /** The cell along one axis whose square holds a coordinate. */
  static int index(double coordinate) {
    return (int) Math.floor(coordinate + OFFSET + HALF_WIDTH);
  }

  @Override
  public String toString() {
    return "Maze " + name;
  }
}
