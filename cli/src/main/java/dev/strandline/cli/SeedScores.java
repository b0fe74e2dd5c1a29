package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.report.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the policies of one training earn, a seed each, and their mean with its 95 % interval.
 *
 * @param env where they were played
 * @param scores at least one, in the order of the seeds
 */
record SeedScores(EnvSpec env, List<Score> scores) {

  static final double LEVEL = 0.95;

  /**
   * One seed's policy.
   *
   * @param seed it was trained with
   * @param mean undiscounted return per episode, in the environment's units
   * @param standardDeviation over the episodes
   */
  record Score(long seed, double mean, double standardDeviation) {}

  static SeedScores of(EnvSpec env, Map<Long, Evaluation> evaluations) {
    List<Score> scores = new ArrayList<>();
    evaluations.forEach(
        (seed, evaluation) ->
            scores.add(new Score(seed, evaluation.mean(), evaluation.standardDeviation())));
    return new SeedScores(env, scores);
  }

  /** Mean return over seeds. */
  Interval returns() {
    return Interval.ofMean(scores.stream().mapToDouble(Score::mean).toArray(), LEVEL);
  }

  /** Prints a row for each seed and, where there are several, the mean with its interval. */
  void show(Console console) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trained with", "return", "std dev", "normalized score"));
    for (Score score : scores) {
      rows.add(
          List.of(
              "seed " + score.seed(),
              Text.number(score.mean()),
              Text.number(score.standardDeviation()),
              Text.number(env.normalizedScore(score.mean()))));
    }
    Text.table(console, rows);
    console.line("");
    Interval returns = returns();
    if (!returns.known()) {
      console.line("  One seed gives no interval; train several, as with --seed 1,2,3.");
      return;
    }
    Text.table(
        console,
        List.of(
            List.of("", "mean", "95 % interval", ""),
            row("return", returns, ""),
            row("normalized score", returns.on(env::normalizedScore), "")));
    console.line("");
    console.line("  Student t over %s.", Text.count(returns.count(), "seed"));
  }

  /** A table's row: a mean, its interval, and one more cell. */
  static List<String> row(String name, Interval interval, String last) {
    return List.of(name, Text.number(interval.mean()), Text.ends(interval), last);
  }

  /** Adds the seeds, their mean and its interval to a document. */
  void describe(JsonObject document) {
    JsonArray seeds = new JsonArray();
    for (Score score : scores) {
      JsonObject entry = new JsonObject();
      entry.addProperty("seed", score.seed());
      entry.addProperty("mean", score.mean());
      entry.addProperty("standardDeviation", score.standardDeviation());
      entry.addProperty("normalizedScore", env.normalizedScore(score.mean()));
      seeds.add(entry);
    }
    document.add("seeds", seeds);
    describe(document, env, returns(), "seeds");
  }

  /** Adds a mean return and its interval over {@code over} to a document. */
  static void describe(JsonObject document, EnvSpec env, Interval returns, String over) {
    document.addProperty("mean", returns.mean());
    document.add("interval", Json.of(returns));
    document.addProperty("intervalOver", over);
    document.addProperty("normalizedScore", env.normalizedScore(returns.mean()));
    document.add("normalizedInterval", Json.of(returns.on(env::normalizedScore)));
  }
}
