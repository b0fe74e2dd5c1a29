package dev.strandline.cli;

import dev.strandline.datasets.TrainingRows;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.offline.Prdc;
import dev.strandline.offline.RunListener;
import dev.strandline.offline.RunSettings;
import java.util.Locale;
import java.util.Map;

/** Shows a training while it goes on: one progress over the steps of all its seeds. */
final class TrainingDisplay implements RunListener, AutoCloseable {

  private final Console console;
  private final String task;
  private final boolean keepsEvaluations;
  private EnvSpec env;
  private boolean likeTd3Bc; // PRDC, where every row is its own nearest pair
  private Progress progress;

  /**
   * Nothing is shown until the training starts.
   *
   * @param task what the progress is called
   * @param keepsEvaluations whether each evaluation gets a line that stays; otherwise the latest
   *     one stands beside the progress
   */
  TrainingDisplay(Console console, String task, boolean keepsEvaluations) {
    this.console = console;
    this.task = task;
    this.keepsEvaluations = keepsEvaluations;
  }

  @Override
  public void started(RunSettings settings, TrainingRows rows) {
    env = settings.environment().orElse(null);
    likeTd3Bc = settings.config() instanceof Prdc.Config prdc && prdc.isTd3BcOnOwnRows();
    progress = console.progress(task, settings.steps() * settings.seeds().size(), "steps");
  }

  @Override
  public void resumed(long seed, long step) {
    progress.skip(step);
    progress.line(String.format(Locale.ROOT, "seed %d goes on after step %,d", seed, step));
  }

  @Override
  public void stepped(long seed, long step) {
    progress.step();
  }

  @Override
  public void evaluated(long seed, long step, Evaluation evaluation, Map<String, Double> losses) {
    String earned = Text.number(evaluation.mean());
    if (keepsEvaluations) {
      progress.line(
          String.format(
              Locale.ROOT,
              "seed %d  step %,9d  return %8s  normalized score %7s%s",
              seed,
              step,
              earned,
              Text.number(env.normalizedScore(evaluation.mean())),
              ownRows(losses.getOrDefault(Prdc.OWN_ROW_SHARE, Double.NaN))));
    } else {
      progress.say("return " + earned);
    }
  }

  /** How often a row itself was its nearest pair since the last report; only PRDC knows. */
  private String ownRows(double share) {
    if (Double.isNaN(share)) {
      return "";
    }
    if (share == 1) {
      return "  own row 100 %"
          + (likeTd3Bc ? ": no other pair is nearer, so PRDC is TD3+BC here" : "");
    }
    return String.format(Locale.ROOT, "  own row %.1f %%", Math.min(99.9, 100 * share));
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
