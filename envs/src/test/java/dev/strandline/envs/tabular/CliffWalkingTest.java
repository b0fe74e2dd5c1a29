package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import org.junit.jupiter.api.Test;

class CliffWalkingTest {

  @Test
  void theShortestWalkCosts13() {
    assertThat(CliffWalking.mdp(false).optimal(1).mean()).isEqualTo(-13);
    assertThat(CliffWalking.mdp(false).optimal(1, 12).mean()).isEqualTo(-12);
  }

  @Test
  void theCliffLeadsBackAndTheGoalEnds() {
    TabularMdp walk = CliffWalking.mdp(false);

    assertThat(walk.outcomes(36, 1)).containsExactly(new Outcome(1, 36, -100, false));
    assertThat(walk.outcomes(24, 2)).containsExactly(new Outcome(1, 36, -1, false));
    assertThat(walk.outcomes(35, 2)).containsExactly(new Outcome(1, 47, -1, true));
    assertThat(walk.outcomes(0, 3)).containsExactly(new Outcome(1, 0, -1, false));
  }

  @Test
  void aSlipGoesToEitherSide() {
    assertThat(CliffWalking.mdp(true).outcomes(25, 1))
        .containsExactly(
            new Outcome(1.0 / 3, 13, -1, false),
            new Outcome(1.0 / 3, 26, -1, false),
            new Outcome(1.0 / 3, 36, -100, false));
  }

  @Test
  void evenTheBestSlipperyWalkIsMuchLonger() {
    double best = CliffWalking.mdp(true).optimal(0.99).mean();

    assertThat(best)
        .isLessThan(-20)
        .isCloseTo(CliffWalking.mdp(true).optimal(0.99, 3_000).mean(), within(1e-9));
  }
}
