package dev.strandline.cli;

import dev.strandline.cli.SeedScores.Score;
import dev.strandline.envs.EnvSpec;
import dev.strandline.offline.Metrics;
import dev.strandline.offline.RunFolder;
import dev.strandline.report.LearningCurves.Curve;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The evaluations that a finished run with an environment made while it trained. */
final class Evaluations {

  private Evaluations() {}

  /** What each seed's policy earned after the last step. */
  static SeedScores last(RunFolder run, EnvSpec env) throws IOException {
    List<Score> scores = new ArrayList<>();
    for (long seed : run.seeds()) {
      Metrics metrics = run.metrics(seed);
      int end = metrics.size() - 1;
      scores.add(
          new Score(
              seed,
              metrics.value(end, Metrics.RETURN_MEAN),
              metrics.value(end, Metrics.RETURN_SD)));
    }
    return new SeedScores(env, scores);
  }

  /** Mean returns of all seeds over the steps. */
  static Curve curve(String name, RunFolder run) throws IOException {
    long[] steps = {};
    double[][] returns = new double[run.seeds().size()][];
    for (int i = 0; i < returns.length; i++) {
      Metrics metrics = run.metrics(run.seeds().get(i));
      int[] rows =
          IntStream.range(0, metrics.size())
              .filter(row -> !Double.isNaN(metrics.value(row, Metrics.RETURN_MEAN)))
              .toArray();
      steps = IntStream.of(rows).mapToLong(metrics::step).toArray();
      returns[i] =
          IntStream.of(rows).mapToDouble(row -> metrics.value(row, Metrics.RETURN_MEAN)).toArray();
    }
    return new Curve(name, steps, returns);
  }
}
