package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

  @Test
  void aMessageNamesValuePlaceAndCure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.range(1.5, 0, 1, "Config.gamma", "The paper uses 0.99."))
        .withMessage("Config.gamma must lie in [0.0, 1.0], but is 1.5. The paper uses 0.99.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.positive(0, "rate", "Use 3e-4."))
        .withMessage("rate must be positive and finite, but is 0.0. Use 3e-4.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.notNegative(-1, "weight", "Use 0."))
        .withMessage("weight must be finite and not negative, but is -1.0. Use 0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.atLeast(1, 2, "delay", "Use 2."))
        .withMessage("delay must be at least 2, but is 1. Use 2.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.length(3, 4, "action"))
        .withMessage(
            "action has 3 numbers, but 4 are expected. Pass one number for each dimension.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void noCheckLetsPassWhatIsNotFinite(double value) {
    assertThatIllegalArgumentException().isThrownBy(() -> Check.range(value, 0, 1, "x", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> Check.positive(value, "x", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> Check.notNegative(value, "x", ""));
  }

  @Test
  void boundsAreAllowed() {
    assertThatNoException()
        .isThrownBy(
            () -> {
              Check.range(0, 0, 1, "x", "");
              Check.range(1, 0, 1, "x", "");
              Check.notNegative(0, "x", "");
              Check.atLeast(2, 2, "x", "");
            });
  }

  @Test
  void numbersAreWrittenTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> Check.that(false, "%.2f of %d", 0.5, 48_210))
          .withMessage("0.50 of 48210");
    } finally {
      Locale.setDefault(before);
    }
  }
}
