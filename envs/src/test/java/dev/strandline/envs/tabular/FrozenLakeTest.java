package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenLakeTest {

  @Test
  void aStepSlipsToEitherSide() {
    TabularMdp lake = FrozenLake.mdp(List.of("SH", "FG"), 0.5);

    assertThat(lake.outcomes(0, 1))
        .containsExactly(
            new Outcome(0.25, 0, 0, false),
            new Outcome(0.5, 2, 0, false),
            new Outcome(0.25, 1, 0, true));
    assertThat(lake.outcomes(2, 2))
        .containsExactly(
            new Outcome(0.25, 2, 0, false),
            new Outcome(0.5, 3, 1, true),
            new Outcome(0.25, 0, 0, false));
    assertThat(lake.outcomes(1, 0)).containsExactly(new Outcome(1, 1, 0, true));
  }

  @Test
  void withoutIceTheGoalIsAsFarAsItIsOnTheMap() {
    TabularMdp lake = FrozenLake.mdp(FrozenLake.MAP_4X4, 1);

    assertThat(lake.optimal(0.9).mean()).isCloseTo(Math.pow(0.9, 5), within(1e-14));
    assertThat(lake.optimal(1, 5).mean()).isZero();
    assertThat(lake.optimal(1, 6).mean()).isOne();
  }

  @Test
  void episodesBeginOnAnyStartAlike() {
    TabularMdp lake = FrozenLake.mdp(List.of("SFS", "FGF"), 1);

    assertThat(lake.initial(0)).isEqualTo(0.5);
    assertThat(lake.initial(1)).isZero();
    assertThat(lake.initial(2)).isEqualTo(0.5);
  }

  @Test
  void whatIsNoMapIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenLake.mdp(List.of("SFF", "FG"), 1))
        .withMessageContaining("row 'FG'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenLake.mdp(List.of("SX"), 1))
        .withMessageContaining("row 'SX'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenLake.mdp(List.of("FG"), 1))
        .withMessageContaining("no start S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenLake.mdp(List.of("SG"), 1.5))
        .withMessageContaining("1.5");
  }
}
