package dev.strandline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Evaluation;
import dev.strandline.report.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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
    Text.table(console, bySeed());
    console.line("");
    if (overSeeds().isPresent()) {
      Text.table(console, overSeeds().get());
      console.line("");
    }
    console.line("  %s", footnote());
  }

  /** A table's rows, one for each seed, its header first. */
  List<List<String>> bySeed() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trained with", "return", "std dev", "normalized score"));
    List<String> means = column(Score::mean);
    List<String> deviations = column(Score::standardDeviation);
    List<String> normalized = column(score -> env.normalizedScore(score.mean()));
    for (int i = 0; i < scores.size(); i++) {
      rows.add(
          List.of(
              "seed " + scores.get(i).seed(), means.get(i), deviations.get(i), normalized.get(i)));
    }
    return rows;
  }

  /** A table's rows of the mean with its interval, its header first; empty with one seed. */
  Optional<List<List<String>>> overSeeds() {
    Interval returns = returns();
    return returns.known()
        ? Optional.of(
            List.of(
                List.of("", "mean", "95 % interval", ""),
                row("return", returns, ""),
                row("normalized score", returns.on(env::normalizedScore), "")))
        : Optional.empty();
  }

  /** What the interval is, or why there is none. */
  String footnote() {
    return returns().known()
        ? "Student t over " + Text.count(returns().count(), "seed") + "."
        : "One seed gives no interval; train several, as with --seed 1,2,3.";
  }

  private List<String> column(ToDoubleFunction<Score> value) {
    return Text.numbers(scores.stream().mapToDouble(value).toArray());
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
