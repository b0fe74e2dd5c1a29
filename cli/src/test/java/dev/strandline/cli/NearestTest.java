package dev.strandline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> NAMES = List.of("td3bc", "bc", "percent-bc", "iql");

  @Test
  void aTypingErrorFindsTheNameMeant() {
    assertThat(Nearest.to("td3cb", NAMES).get(0)).isEqualTo("td3bc");
    assertThat(Nearest.to("precent-bc", NAMES).get(0)).isEqualTo("percent-bc");
  }

  @Test
  void caseAndSeparatorsDoNotMatter() {
    assertThat(Nearest.to("TD3+BC", NAMES).get(0)).isEqualTo("td3bc");
    assertThat(Nearest.to("percent_bc", NAMES).get(0)).isEqualTo("percent-bc");
  }

  @Test
  void aPartOfANameFindsIt() {
    assertThat(Nearest.to("pendulum", List.of("Pendulum-v1", "CartPole-v1")))
        .containsExactly("Pendulum-v1");
  }

  @Test
  void nothingIsSuggestedForSomethingElseAltogether() {
    assertThat(Nearest.to("zzzzz", NAMES)).isEmpty();
    assertThat(Nearest.to("", NAMES)).isEmpty();
    assertThat(Nearest.unknown("algorithm", "zzzzz", NAMES))
        .isEqualTo("unknown algorithm 'zzzzz'. There are: bc, iql, percent-bc, td3bc.");
  }
}
