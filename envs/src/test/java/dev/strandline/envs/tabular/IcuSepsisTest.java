package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IcuSepsisTest {

  private static final IcuSepsis ICU = IcuSepsis.load();

  @Test
  void publishedValuesAreReached() {
    TabularMdp mdp = ICU.mdp();

    assertThat(mdp.evaluate(TabularPolicy.uniform(716, 25), 1).mean())
        .isCloseTo(0.78007, within(5e-6));
    assertThat(mdp.evaluate(ICU.clinicians(), 1).mean()).isCloseTo(0.78184, within(5e-6));
    assertThat(mdp.optimal(1).mean()).isCloseTo(0.87514, within(5e-6));
  }

  @Test
  void aPatientOfTheCliniciansStaysForNineSteps() {
    double steps = Arrays.stream(ICU.mdp().occupancy(ICU.clinicians(), 1)).sum();

    assertThat(steps).isCloseTo(9.23795, within(1e-5));
  }

  @Test
  void probabilitiesAreThePublishedDoubles() {
    assertThat(ICU.mdp().initial(0)).isEqualTo(0.00043244282144916396);
    assertThat(ICU.mdp().outcomes(0, 0)).contains(new Outcome(0.2871776237100958, 0, 0, false));
    assertThat(ICU.clinicians().probability(0, 5)).isEqualTo(0.3904494382022472);
  }

  @Test
  void onlySurvivalEarnsAndBothEndsEnd() {
    for (int s = 0; s < 713; s++) {
      for (int a = 0; a < 25; a++) {
        for (Outcome outcome : ICU.mdp().outcomes(s, a)) {
          assertThat(outcome.reward()).isEqualTo(outcome.nextState() == 714 ? 1 : 0);
          assertThat(outcome.terminated()).isEqualTo(outcome.nextState() >= 713);
        }
      }
    }
  }

  @Test
  void inadmissibleActionsAreTheMeanOfTheAdmissible() {
    TabularMdp mdp = ICU.mdp();
    for (int s = 0; s < 713; s++) {
      int state = s;
      int[] tried = IntStream.range(0, 25).filter(a -> ICU.admissible(state, a)).toArray();
      int[] others = IntStream.range(0, 25).filter(a -> !ICU.admissible(state, a)).toArray();
      double[] mean = new double[716];
      for (int a : tried) {
        mdp.outcomes(s, a).forEach(o -> mean[o.nextState()] += o.probability() / tried.length);
      }

      assertThat(tried).isNotEmpty();
      for (int a : others) {
        for (Outcome outcome : mdp.outcomes(s, a)) {
          assertThat(outcome.probability()).isCloseTo(mean[outcome.nextState()], within(1e-14));
        }
      }
    }
  }
}
