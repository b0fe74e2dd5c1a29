package dev.strandline.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * Progress on stderr: a bar with speed and time left on a terminal, otherwise a plain line every
 * ten seconds. Thread-safe.
 */
abstract class Progress implements AutoCloseable {

  private static final long SECONDS_BETWEEN_LINES = 10;

  static Progress start(Console console, String task, long total, String unit) {
    return console.live() ? new Bar(console, task, total) : new Lines(console, task, total, unit);
  }

  /** One more of the total is done; quick enough to call at every step. */
  abstract void step();

  /** {@code done} of the total are done. */
  abstract void to(long done);

  /** {@code count} of the total were done earlier; they do not enter the speed. */
  abstract void skip(long count);

  /** Shows a few words beside the progress. */
  abstract void say(String words);

  /** Shows a line that stays. */
  abstract void line(String text);

  @Override
  public abstract void close();

  /** Speed and time left, {@code 1,215/s 2 min 5 s left}; nothing before the first is done. */
  static String pace(long done, long left, double seconds) {
    if (done <= 0 || seconds <= 0) {
      return "";
    }
    double speed = done / seconds;
    long secondsLeft = Math.round(left / speed);
    String time =
        secondsLeft < 60
            ? secondsLeft + " s"
            : secondsLeft < 3600
                ? secondsLeft / 60 + " min " + secondsLeft % 60 + " s"
                : secondsLeft / 3600 + " h " + secondsLeft % 3600 / 60 + " min";
    return String.format(
        Locale.ROOT, speed < 10 ? "%,.1f/s  %s left" : "%,.0f/s  %s left", speed, time);
  }

  private static final class Bar extends Progress {

    private static final int LONGEST_BAR = 30;

    private final ProgressBar bar;
    private final Console console;
    private final AtomicLong skipped = new AtomicLong();

    Bar(Console console, String task, long total) {
      this.console = console;
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setUpdateIntervalMillis(200)
              .setRenderer((state, width) -> render(state, width, skipped.get(), console.draws()))
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, console.columns() - 1))
              .build();
    }

    /** {@code td3bc 45 % ████ 3,600 of 8,000 steps 1,215/s 4 s left}, the bar as room is. */
    private static String render(ProgressState state, int width, long skipped, boolean blocks) {
      double done = state.getNormalizedProgress();
      String task =
          String.format(Locale.ROOT, "%-10s %3d %% ", state.getTaskName(), (int) (100 * done));
      String figures =
          String.format(
              Locale.ROOT,
              " %,d of %,d  %s%s",
              state.getCurrent(),
              state.getMax(),
              pace(
                  state.getCurrent() - skipped,
                  state.getMax() - state.getCurrent(),
                  state.getElapsedAfterStart().toMillis() / 1e3),
              state.getExtraMessage().isEmpty() ? "" : "  " + state.getExtraMessage());
      int room = Math.max(0, Math.min(LONGEST_BAR, width - task.length() - figures.length()));
      String filled = Text.bar(done, room, blocks);
      String line = task + filled + " ".repeat(room - filled.length()) + figures;
      return line.length() <= width ? line : line.substring(0, width);
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
    void skip(long count) {
      skipped.addAndGet(count);
      bar.stepBy(count);
    }

    @Override
    void say(String words) {
      bar.setExtraMessage(words);
    }

    @Override
    void line(String text) {
      console.err().print("\r" + text + "\u001b[K" + System.lineSeparator());
      bar.refresh();
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
    private final AtomicLong skipped = new AtomicLong();
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
    void skip(long count) {
      skipped.addAndGet(count);
      done.addAndGet(count);
    }

    @Override
    void line(String text) {
      console.note("%s", text);
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
      console.note(
          "%s: %,d of %,d %s  %s%s",
          task, now, total, unit, pace(now - skipped.get(), total - now, seconds), words);
    }

    @Override
    public void close() {}
  }
}
