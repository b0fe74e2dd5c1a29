package dev.strandline.envs.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.strandline.envs.tabular.TabularMdp.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    List<String> wrong = new ArrayList<>();
    forEveryOutcome(
        (state, action, outcome) -> {
          boolean survives = outcome.nextState() == 714;
          if (outcome.reward() != (survives ? 1 : 0)
              || outcome.terminated() != (outcome.nextState() >= 713)) {
            wrong.add(state + ", " + action + ": " + outcome);
          }
        });

    assertThat(wrong).isEmpty();
  }

  @Test
  void inadmissibleActionsAreTheMeanOfTheAdmissible() {
    double[][] mean = new double[713][716];
    int[] tried = new int[713];
    for (int s = 0; s < 713; s++) {
      int state = s;
      tried[s] = (int) IntStream.range(0, 25).filter(a -> ICU.admissible(state, a)).count();
    }
    forEveryOutcome(
        (state, action, outcome) ->
            mean[state][outcome.nextState()] +=
                ICU.admissible(state, action) ? outcome.probability() / tried[state] : 0);
    List<String> wrong = new ArrayList<>();
    forEveryOutcome(
        (state, action, outcome) -> {
          double difference = outcome.probability() - mean[state][outcome.nextState()];
          if (!ICU.admissible(state, action) && !(Math.abs(difference) < 1e-14)) {
            wrong.add(state + ", " + action + ": " + outcome);
          }
        });

    assertThat(tried).doesNotContain(0);
    assertThat(wrong).isEmpty();
  }

  private interface Visitor {
    void visit(int state, int action, Outcome outcome);
  }

  /** Outcomes of all actions of the states in which an episode goes on. */
  private static void forEveryOutcome(Visitor visitor) {
    for (int s = 0; s < 713; s++) {
      for (int a = 0; a < 25; a++) {
        for (Outcome outcome : ICU.mdp().outcomes(s, a)) {
          visitor.visit(s, a, outcome);
        }
      }
    }
  }
}
