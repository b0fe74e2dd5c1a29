package dev.strandline.benchmarks;

import dev.strandline.datasets.ActionFrequencies;
import dev.strandline.datasets.BanditLog;
import dev.strandline.datasets.Target;
import dev.strandline.io.BanditFile;
import dev.strandline.ope.WeightDiagnostics;
import dev.strandline.ope.bandit.BanditEstimator;
import dev.strandline.ope.bandit.Rounds;
import dev.strandline.ope.interval.Quantile;
import dev.strandline.ope.model.Decisions;
import dev.strandline.ope.model.Folds;
import dev.strandline.ope.model.LogisticRegression;
import dev.strandline.ope.model.RewardPredictions;
import dev.strandline.ope.model.SampleWeights;
import dev.strandline.ope.study.Answer;
import dev.strandline.ope.study.BanditStudy;
import dev.strandline.ope.study.PolicyResult;
import dev.strandline.ope.study.StudySettings;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.ope.verdict.WeightedEvents;
import dev.strandline.policy.Streams;
import dev.strandline.report.Estimated;
import dev.strandline.report.IntervalPlot;
import dev.strandline.report.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The two policies that logged the Open Bandit Dataset, each valued from the other's log and
 * compared with what its own log earned.
 *
 * <p>Thompson sampling is taken as the frequency of each item at each position of its own log, the
 * other policy is uniform. SNIPS and cross-fitted DR; intervals are between the 2.5 % and 97.5 %
 * quantiles over resamples of both logs, so that they hold the frequencies' error as well. The
 * reward model is fitted once, to the log as it is.
 *
 * <p>Source of the data: Saito, Aihara, Matsutani and Narita, "Open Bandit Dataset and Pipeline:
 * Towards Realistic and Reproducible Off-Policy Evaluation", 2021 (its small version).
 *
 * <p>{@code OpenBandit DATA OUT [RESAMPLES [SEED]]} reads {@code
 * DATA/LOGGER/CAMPAIGN/CAMPAIGN.csv.gz}, prints a block for each direction and writes {@code
 * OUT/CAMPAIGN-LOGGER.png}.
 */
public final class OpenBandit {

  private static final int FOLDS = 3;

  /** A number with its interval of 95 %. */
  private record Ranged(double value, double low, double high) {

    static Ranged of(double value, double[] resamples) {
      return new Ranged(value, Quantile.of(resamples, 0.025), Quantile.of(resamples, 0.975));
    }

    Estimated drawn() {
      return new Estimated(value, low, high);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.5f [%.5f, %.5f]", value, low, high);
    }
  }

  private final String campaign;
  private final String logger;
  private final BanditLog log;
  private final BanditLog other;
  private final boolean uniform;
  private final Target target;
  private final double[] propensities;
  private final int[] positions;
  private final RewardPredictions predictions;
  private final int resamples;
  private final long seed;

  private OpenBandit(
      String campaign, String logger, BanditLog log, BanditLog other, int resamples, long seed) {
    this.campaign = campaign;
    this.logger = logger;
    this.log = log;
    this.other = other;
    this.resamples = resamples;
    this.seed = seed;
    uniform = logger.equals("bts");
    target =
        uniform ? Target.uniform(log) : ActionFrequencies.of(other).on("Thompson sampling", log);
    propensities = log.propensities().orElseThrow();
    positions = log.positions().orElseThrow();
    Decisions decisions =
        Decisions.of(log.actionCount(), log.contextSize(), log.context(), log.actions())
            .atPositions(positions);
    predictions =
        RewardPredictions.crossFit(
            LogisticRegression.defaults(),
            decisions,
            log.rewards(),
            SampleWeights.equal(log.size()),
            Folds.shuffled(decisions, FOLDS, seed));
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 2 || args.length > 4) {
      System.err.println("usage: OpenBandit DATA OUT [RESAMPLES [SEED]]");
      System.exit(2);
    }
    Path data = Path.of(args[0]);
    Path out = Files.createDirectories(Path.of(args[1]));
    int resamples = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : 0;
    System.out.printf(
        "clicks per row; 95 %% intervals from %d resamples of both logs, seed %d%n",
        resamples, seed);
    for (String campaign : List.of("men", "women")) {
      BanditLog random = read(data, "random", campaign);
      BanditLog thompson = read(data, "bts", campaign);
      new OpenBandit(campaign, "random", random, thompson, resamples, seed).run(out);
      new OpenBandit(campaign, "bts", thompson, random, resamples, seed).run(out);
    }
  }

  private static BanditLog read(Path data, String logger, String campaign) throws IOException {
    return BanditFile.read(data.resolve(logger).resolve(campaign).resolve(campaign + ".csv.gz"));
  }

  private void run(Path out) throws IOException {
    StudySettings settings =
        StudySettings.defaults().withEstimators(List.of("snips", "dr")).withSeed(seed);
    PolicyResult study = BanditStudy.run(log, List.of(target), settings).policies().get(0);
    double[] snips = new double[resamples];
    double[] dr = new double[resamples];
    double[] own = new double[resamples];
    double[] logged = new double[resamples];
    RandomGenerator random = new Streams(seed).open(campaign + " from " + logger);
    for (int b = 0; b < resamples; b++) {
      int[] here = drawn(log.size(), random);
      int[] there = drawn(other.size(), random);
      Rounds rounds = rounds(here, frequencies(there));
      snips[b] = BanditEstimator.snips().estimate(rounds).value();
      dr[b] = BanditEstimator.dr().estimate(rounds).value();
      own[b] = mean(other, there);
      logged[b] = mean(log, here);
    }
    report(study, snips, dr, own, logged, out);
  }

  private static int[] drawn(int size, RandomGenerator random) {
    return IntStream.generate(() -> random.nextInt(size)).limit(size).toArray();
  }

  private static double mean(BanditLog log, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> log.rewards()[row]).average().orElseThrow();
  }

  /** e(a) at each position, {@code [positions][actions]}, from some rows of the other log. */
  private double[][] frequencies(int[] there) {
    double[][] e = new double[Arrays.stream(positions).max().orElseThrow() + 1][log.actionCount()];
    ActionFrequencies counted = ActionFrequencies.of(other, there);
    for (int position = 0; position < e.length; position++) {
      for (int a = 0; a < e[position].length; a++) {
        e[position][a] = uniform ? 1.0 / log.actionCount() : counted.at(position, a);
      }
    }
    return e;
  }

  private Rounds rounds(int[] rows, double[][] frequencies) {
    double[] reward = new double[rows.length];
    double[] weight = new double[rows.length];
    double[] q = new double[rows.length];
    double[] expected = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      double[] e = frequencies[positions[row]];
      reward[i] = log.rewards()[row];
      weight[i] = e[log.actions()[row]] / propensities[row];
      q[i] = predictions.q(row, log.actions()[row]);
      for (int a = 0; a < e.length; a++) {
        expected[i] += e[a] * predictions.q(row, a);
      }
    }
    return Rounds.of(reward).withWeight(weight).withPredictions(q, expected);
  }

  private void report(
      PolicyResult study, double[] snips, double[] dr, double[] own, double[] logged, Path out)
      throws IOException {
    int[] everyRow = IntStream.range(0, log.size()).toArray();
    int[] everyOther = IntStream.range(0, other.size()).toArray();
    Ranged ownMean = Ranged.of(mean(other, everyOther), own);
    Ranged logMean = Ranged.of(mean(log, everyRow), logged);
    Ranged bySnips = Ranged.of(value(study, "snips"), snips);
    Ranged byDr = Ranged.of(value(study, "dr"), dr);
    WeightDiagnostics weights = study.weights().get(0);
    WeightedEvents.Counter events = new WeightedEvents.Counter();
    Rounds rounds = rounds(everyRow, frequencies(everyOther));
    events.add(rounds.weight(), rounds.reward(), 0, rounds.size());
    System.out.printf(
        Locale.ROOT,
        "%n%s: %s from the %s log of %,d rows, %.0f clicks%n",
        campaign,
        target.name(),
        logger,
        log.size(),
        Arrays.stream(log.rewards()).sum());
    line("its own log's mean", ownMean.toString());
    line("the log's mean", logMean.toString());
    line("snips", bySnips + difference(bySnips, snips, ownMean, own));
    line("dr", byDr + difference(byDr, dr, ownMean, own));
    line(
        "weights",
        String.format(
            Locale.ROOT,
            "mean %.3f +- %.3f, largest %.1f = %.1f %% of all, effective sample size %.0f, "
                + "effective clicks %.1f",
            weights.mean(),
            weights.meanStandardError(),
            weights.max(),
            100 * weights.largestShare(),
            weights.effectiveSampleSize(),
            events.events().effective()));
    Verdict verdict = study.decision().verdict();
    line("verdict", words(verdict));
    IntervalPlot.Candidate candidate =
        new IntervalPlot.Candidate(
            target.name() + ", from the " + logger + " log",
            mark(verdict),
            List.of(
                new IntervalPlot.Row("dr", byDr.drawn()),
                new IntervalPlot.Row("snips", bySnips.drawn()),
                new IntervalPlot.Row("own log", ownMean.drawn())));
    byte[] png =
        IntervalPlot.draw("clicks per row, 95 % intervals", logMean.drawn(), List.of(candidate))
            .light();
    Files.write(out.resolve(campaign + "-" + logger + ".png"), png);
  }

  private static void line(String name, String text) {
    System.out.printf("  %-20s %s%n", name, text);
  }

  private static double value(PolicyResult study, String estimator) {
    Optional<Answer> answer =
        study.answers().stream()
            .filter(a -> a.estimate().estimator().equals(estimator))
            .findFirst();
    return answer.orElseThrow().estimate().value();
  }

  /** How far the estimate is from the policy's own log, with the interval of that difference. */
  private static String difference(Ranged value, double[] values, Ranged own, double[] owns) {
    double[] differences = new double[values.length];
    Arrays.setAll(differences, b -> values[b] - owns[b]);
    return ", off by " + Ranged.of(value.value() - own.value(), differences);
  }

  private static String words(Verdict verdict) {
    if (verdict instanceof Verdict.CannotAnswer none) {
      return "cannot answer: " + none.failure().gate() + ". " + none.failure().why();
    }
    if (verdict instanceof Verdict.CannotTell open) {
      return "cannot tell. " + open.why();
    }
    return mark(verdict).label();
  }

  private static Mark mark(Verdict verdict) {
    if (verdict instanceof Verdict.CannotAnswer) {
      return Mark.CANNOT_ANSWER;
    }
    if (verdict instanceof Verdict.CannotTell) {
      return Mark.CANNOT_TELL;
    }
    return verdict instanceof Verdict.Better ? Mark.BETTER : Mark.WORSE;
  }
}
