package dev.strandline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyPartRunsOnceInEveryRound(int threads) {
    AtomicIntegerArray runs = new AtomicIntegerArray(7);
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 2_000; round++) {
        workers.run(7, runs::incrementAndGet);
      }
    }
    for (int part = 0; part < 7; part++) {
      assertThat(runs.get(part)).isEqualTo(2_000);
    }
  }

  @Test
  void whatAPartWritesIsSeenAfterTheRunAlsoWhenHelpersHaveGoneToSleep()
      throws InterruptedException {
    double[] sums = new double[2];
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 20; round++) {
        workers.run(2, part -> sums[part] += part + 1);
        Thread.sleep(5);
      }
    }
    assertThat(sums).containsExactly(20, 40);
  }

  @Test
  void whatAPartThrowsReachesTheCallerAndThePoolGoesOn() {
    int[] runs = new int[2];
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      2,
                      part -> {
                        if (part == 1) {
                          throw new IllegalArgumentException("part 1");
                        }
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("part 1");

      workers.run(2, part -> runs[part]++);
    }
    assertThat(runs).containsExactly(1, 1);
  }

  @Test
  void aClosedPoolSaysSo() {
    Workers workers = new Workers(2);
    workers.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> workers.run(2, part -> {}))
        .withMessageContaining("closed");
  }
}
