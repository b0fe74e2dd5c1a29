package dev.strandline.tensor;

import dev.strandline.policy.Check;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small fixed pool that runs the parts of one task side by side: the members of an ensemble, the
 * blocks of a batch's rows.
 *
 * <p>Work is cut into parts by the problem, never by the number of threads, so the same parts give
 * the same bits on any number of them. Handing over allocates nothing: a waiting thread spins for a
 * moment and then parks. One thread at a time may call {@link #run}, and parts must not call it.
 *
 * <p>The constructor sets BLAS to one thread for the whole process: parallelism is this pool's
 * business alone.
 */
public final class Workers implements AutoCloseable {

  private static final int SPINS = 4_000;
  private static final long NAP_NANOS = 50_000;

  private final Thread[] helpers;
  private final AtomicLong round = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicIntegerArray parked;
  private volatile boolean closed;
  private volatile Throwable failure;
  // Written before the round is counted up and read after, which orders them.
  private IntConsumer task;
  private int parts;

  /**
   * Starts the pool.
   *
   * @param threads threads that work, the caller's included; at least 1
   */
  public Workers(int threads) {
    Check.atLeast(threads, 1, "Workers threads", "Use 1 to run everything in the caller's thread.");
    Nd4j.getBackend();
    openblas_nolapack.blas_set_num_threads(1);
    helpers = new Thread[threads - 1];
    parked = new AtomicIntegerArray(threads - 1);
    for (int i = 0; i < helpers.length; i++) {
      int helper = i;
      helpers[i] = new Thread(() -> help(helper), "strandline-worker-" + (i + 1));
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** Threads that work, the caller's included. */
  public int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs {@code task} once for each part from 0 to {@code parts - 1} and returns when all are done.
   *
   * @throws IllegalStateException if the pool is closed
   * @throws RuntimeException what a part threw, if one did; the other parts have ended by then
   */
  public void run(int parts, IntConsumer task) {
    if (closed) {
      throw new IllegalStateException("Workers is closed. Make a new one.");
    }
    if (helpers.length == 0 || parts == 1) {
      for (int part = 0; part < parts; part++) {
        task.accept(part);
      }
      return;
    }
    this.task = task;
    this.parts = parts;
    pending.set(helpers.length);
    round.incrementAndGet();
    for (int helper = 0; helper < helpers.length; helper++) {
      if (parked.get(helper) == 1) {
        LockSupport.unpark(helpers[helper]);
      }
    }
    share(0);
    for (int spin = 0; pending.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  private void share(int thread) {
    try {
      for (int part = thread; part < parts; part += threads()) {
        task.accept(part);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void help(int helper) {
    for (long seen = 0; awaitRoundAfter(seen, helper); seen++) {
      share(helper + 1);
      pending.decrementAndGet();
    }
  }

  private boolean awaitRoundAfter(long seen, int helper) {
    for (int spin = 0; round.get() == seen && !closed; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
        continue;
      }
      parked.set(helper, 1);
      if (round.get() == seen && !closed) {
        LockSupport.park(this);
      }
      parked.set(helper, 0);
    }
    return !closed;
  }

  /** Ends the pool's threads. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
