package dev.strandline.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on stderr: a bar with speed and time left on a terminal, otherwise a plain line every
 * ten seconds. Thread-safe.
 */
abstract class Progress implements AutoCloseable {

  private static final long SECONDS_BETWEEN_LINES = 10;

  static Progress start(Console console, String task, long total, String unit) {
    return console.live()
        ? new Bar(console, task, total, unit)
        : new Lines(console, task, total, unit);
  }

  /** One more of the total is done; quick enough to call at every step. */
  abstract void step();

  /** {@code done} of the total are done. */
  abstract void to(long done);

  /** Shows a few words beside the progress. */
  abstract void say(String words);

  @Override
  public abstract void close();

  private static final class Bar extends Progress {

    private final ProgressBar bar;
    private final Console console;

    Bar(Console console, String task, long total, String unit) {
      this.console = console;
      bar =
          new ProgressBarBuilder()
              .setTaskName(task + " " + unit)
              .setInitialMax(total)
              .setUnit("", 1)
              .setSpeedUnit(ChronoUnit.SECONDS)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setStyle(console.draws() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, console.columns() - 1))
              .build();
    }

    private void draw(String line) {
      console.err().print("\r" + line.stripTrailing() + "\u001b[K");
      console.err().flush();
    }

    @Override
    void step() {
      bar.step();
    }

    @Override
    void to(long done) {
      bar.stepTo(done);
    }

    @Override
    void say(String words) {
      bar.setExtraMessage(words);
    }

    @Override
    public void close() {
      bar.close();
      console.err().println();
    }
  }

  private static final class Lines extends Progress {

    private final Console console;
    private final String task;
    private final long total;
    private final String unit;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextLine = new AtomicLong(SECONDS_BETWEEN_LINES);
    private volatile String words = "";

    Lines(Console console, String task, long total, String unit) {
      this.console = console;
      this.task = task;
      this.total = total;
      this.unit = unit;
    }

    @Override
    void step() {
      show(done.incrementAndGet());
    }

    @Override
    void to(long now) {
      done.set(now);
      show(now);
    }

    @Override
    void say(String words) {
      this.words = words.isEmpty() ? "" : ", " + words;
    }

    private void show(long now) {
      double seconds = (System.nanoTime() - start) / 1e9;
      long due = nextLine.get();
      if (seconds < due || !nextLine.compareAndSet(due, (long) seconds + SECONDS_BETWEEN_LINES)) {
        return;
      }
      double speed = now / seconds;
      console.note(
          "%s: %,d of %,d %s, %,.0f %s/s, %,.0f s left%s",
          task, now, total, unit, speed, unit, (total - now) / speed, words);
    }

    @Override
    public void close() {}
  }
}
