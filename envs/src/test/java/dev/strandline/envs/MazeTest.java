package dev.strandline.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MazeTest {

  @Test
  void theUMazeHasSevenFreeCellsAndItsGoalAtOneEnd() {
    assertThat(Maze.UMAZE.freeCells())
        .containsExactly(
            new Maze.Cell(1, 1),
            new Maze.Cell(1, 2),
            new Maze.Cell(1, 3),
            new Maze.Cell(2, 3),
            new Maze.Cell(3, 1),
            new Maze.Cell(3, 2),
            new Maze.Cell(3, 3));
    assertThat(Maze.UMAZE.goal()).isEqualTo(new Maze.Cell(1, 1));
    assertThat(Maze.UMAZE.wall(2, 2)).isTrue();
    assertThat(Maze.UMAZE.wall(2, 3)).isFalse();
  }

  @Test
  void goalsAreWhereD4rlHasThem() {
    assertThat(Maze.OPEN.goal()).isEqualTo(new Maze.Cell(2, 3));
    assertThat(Maze.MEDIUM.goal()).isEqualTo(new Maze.Cell(6, 6));
    assertThat(Maze.LARGE.goal()).isEqualTo(new Maze.Cell(7, 9));
  }

  @Test
  void everythingOutsideIsWall() {
    assertThat(Maze.UMAZE.wall(-1, 1)).isTrue();
    assertThat(Maze.UMAZE.wall(1, -1)).isTrue();
    assertThat(Maze.UMAZE.wall(5, 1)).isTrue();
    assertThat(Maze.UMAZE.wall(1, 5)).isTrue();
  }

  @Test
  void aCellsSquareBeginsSevenTenthsBeforeItsCoordinates() {
    assertThat(Maze.UMAZE.cellAt(0.31, 1.29)).isEqualTo(new Maze.Cell(1, 1));
    assertThat(Maze.UMAZE.cellAt(0.29, 1.31)).isEqualTo(new Maze.Cell(0, 2));
  }

  @Test
  void aLayoutThatIsNoneIsRefusedWithItsPlaceAndACure() {
    assertRefused("row 1 has 4 cells, but row 0 has 3", "###", "#GO#", "###");
    assertRefused("row 1 holds 'x' at 1. Use # for wall", "###", "#x#", "###");
    assertRefused("row 1 is open at 2, on the border", "###", "#GO", "###");
    assertRefused("a second goal in row 1 at 2", "####", "#GG#", "####");
    assertRefused("has no goal. Mark one cell with G", "###", "#O#", "###");
    assertRefused("has no room", "##", "##");
  }

  private static void assertRefused(String message, String... rows) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Maze("own", rows))
        .withMessageStartingWith("Maze own")
        .withMessageContaining(message);
  }
}
