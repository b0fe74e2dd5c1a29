package dev.strandline.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.strandline.policy.Streams;
import dev.strandline.tensor.Matrix;
import dev.strandline.tensor.Precision;
import dev.strandline.tensor.Workers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training step takes from the heap and from native memory. */
class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Td3Bc learner(int width, int batch, Workers workers) {
    Td3Bc learner =
        Td3Bc.Config.defaults()
            .withHidden(List.of(width, width))
            .withBatchSize(batch)
            .learner(Batches.setup(17, 6, Precision.FLOAT, workers, Noise.of(new Streams(1))));
    learner.initialize(new Streams(1).open("init"));
    return learner;
  }

  @ParameterizedTest
  @CsvSource({"32, 16", "32, 256", "128, 16", "128, 256"})
  void aStepAllocatesAtMost512BytesWhateverTheBatchAndTheWidth(int width, int batch) {
    try (Workers workers = new Workers(1)) {
      Td3Bc learner = learner(width, batch, workers);
      Minibatch minibatch = Batches.random(Precision.FLOAT, batch, 17, 6, 1);

      assertThat(heapPerStep(() -> learner.update(minibatch))).isLessThanOrEqualTo(512);
    }
  }

  /** Bytes of heap that a step takes in this thread, once it is warm. */
  static long heapPerStep(Runnable step) {
    for (int i = 0; i < 100; i++) {
      step.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      step.run();
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / 1_000;
  }

  @Test
  void aHelperThreadAllocatesNothingEither() {
    try (Workers workers = new Workers(2)) {
      Td3Bc learner = learner(32, 256, workers);
      Minibatch minibatch = Batches.random(Precision.FLOAT, 256, 17, 6, 1);
      for (int i = 0; i < 100; i++) {
        learner.update(minibatch);
      }
      long helper =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("strandline-worker"))
              .mapToLong(Thread::getId)
              .max()
              .orElseThrow();

      long before = THREADS.getThreadAllocatedBytes(helper);
      for (int i = 0; i < 1_000; i++) {
        learner.update(minibatch);
      }
      long perStep = (THREADS.getThreadAllocatedBytes(helper) - before) / 1_000;

      assertThat(before).isPositive();
      assertThat(perStep).isLessThanOrEqualTo(64);
    }
  }

  @Test
  void nativeMemoryStaysFlatOverTenThousandSteps() {
    long slack = 16L << 20;
    try (Workers workers = new Workers(1)) {
      Td3Bc learner = learner(32, 64, workers);
      Minibatch minibatch = Batches.random(Precision.FLOAT, 64, 17, 6, 1);
      for (int i = 0; i < 2_000; i++) {
        learner.update(minibatch);
      }
      System.gc();
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 10_000; i++) {
        learner.update(minibatch);
      }
      long after = Pointer.physicalBytes();

      // The same measure must see 64 MB that are really taken, or it proves nothing.
      List<Matrix> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Matrix matrix = Matrix.zeros(Precision.FLOAT, 2048, 2048);
        matrix.array().assign(1);
        taken.add(matrix);
      }
      long control = Pointer.physicalBytes();

      assertThat(after - before).isLessThan(slack);
      assertThat(control - after).isGreaterThan(2 * slack);
      assertThat(taken).hasSize(4);
    }
  }
}
