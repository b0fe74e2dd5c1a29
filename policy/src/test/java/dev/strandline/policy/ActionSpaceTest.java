package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ActionSpaceTest {

  private static final ActionSpace.Box BOX =
      new ActionSpace.Box(new float[] {-1, 2}, new float[] {3, 2.5f});

  @Test
  void aBoxKnowsItsMiddleAndHalfWidth() {
    assertThat(BOX.size()).isEqualTo(2);
    assertThat(BOX.center(0)).isEqualTo(1);
    assertThat(BOX.halfWidth(0)).isEqualTo(2);
    assertThat(BOX.center(1)).isEqualTo(2.25f);
    assertThat(BOX.halfWidth(1)).isEqualTo(0.25f);
  }

  @Test
  void theWidestBoxDoesNotOverflow() {
    ActionSpace.Box widest = ActionSpace.Box.symmetric(1, Float.MAX_VALUE);

    assertThat(widest.center(0)).isZero();
    assertThat(widest.halfWidth(0)).isEqualTo(Float.MAX_VALUE);
  }

  @Test
  void aBoxContainsItsBoundsAndClipsWhatIsBeyond() {
    assertThat(BOX.contains(new float[] {-1, 2.5f})).isTrue();
    assertThat(BOX.contains(new float[] {-1.01f, 2.5f})).isFalse();
    assertThat(BOX.contains(new float[] {0, Float.NaN})).isFalse();
    assertThat(BOX.contains(new float[] {0})).isFalse();
    assertThat(BOX.clip(0, 7)).isEqualTo(3);
    assertThat(BOX.clip(0, -7)).isEqualTo(-1);
    assertThat(BOX.clip(0, 0.5)).isEqualTo(0.5f);
  }

  @Test
  void boxesAreEqualByTheirBoundsAndCannotBeChangedThroughTheirArrays() {
    float[] low = {-1, 2};
    ActionSpace.Box box = new ActionSpace.Box(low, new float[] {3, 2.5f});
    low[0] = 0;
    box.high()[0] = 100;

    assertThat(box).isEqualTo(BOX).hasSameHashCodeAs(BOX);
    assertThat(box).isNotEqualTo(ActionSpace.Box.symmetric(2, 1));
    assertThat(box).hasToString("Box[low=[-1.0, 2.0], high=[3.0, 2.5]]");
  }

  @Test
  void boundsThatAreNoneAreRefusedWithTheirDimension() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionSpace.Box(new float[] {0, 1}, new float[] {1, 1}))
        .withMessageContaining("dimension 1 has bounds [1.0, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionSpace.Box(new float[] {Float.NaN}, new float[] {1}))
        .withMessageContaining("dimension 0 has bounds [NaN, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ActionSpace.Box(new float[] {0}, new float[] {Float.POSITIVE_INFINITY}))
        .withMessageContaining("must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionSpace.Box(new float[2], new float[1]))
        .withMessageContaining("ActionSpace.Box.high has 1 numbers, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionSpace.Box(new float[0], new float[0]))
        .withMessageContaining("is empty");
  }

  @Test
  void aDiscreteSpaceContainsItsWholeNumbers() {
    ActionSpace.Discrete three = new ActionSpace.Discrete(3);

    assertThat(three.contains(new float[] {0})).isTrue();
    assertThat(three.contains(new float[] {2})).isTrue();
    assertThat(three.contains(new float[] {3})).isFalse();
    assertThat(three.contains(new float[] {-1})).isFalse();
    assertThat(three.contains(new float[] {0.5f})).isFalse();
    assertThat(three.contains(new float[] {Float.NaN})).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ActionSpace.Discrete(0))
        .withMessageContaining("must be at least 1, but is 0");
  }
}
