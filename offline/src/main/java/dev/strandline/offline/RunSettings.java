package dev.strandline.offline;

import dev.strandline.envs.EnvSpec;
import dev.strandline.policy.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides what a training run computes, apart from the data.
 *
 * @param config the method and its settings
 * @param preparation what is done to the data first
 * @param sampling how minibatches are drawn
 * @param steps updates of the learner, at least 1
 * @param environment where the policy is tried out; empty for none
 * @param evaluateEvery updates between evaluations, at least 1; the last update is always followed
 *     by one
 * @param evaluationEpisodes episodes in an evaluation, at least 1
 * @param logEvery updates between rows of metrics, at least 1
 * @param checkpointEvery updates between checkpoints, at least 1
 * @param seeds one independent training for each, all different
 */
public record RunSettings(
    Learner.Config config,
    Preparation preparation,
    Sampling sampling,
    long steps,
    Optional<EnvSpec> environment,
    long evaluateEvery,
    int evaluationEpisodes,
    long logEvery,
    long checkpointEvery,
    List<Long> seeds) {

  public RunSettings {
    Check.atLeast(
        steps, 1, "RunSettings.steps", "Learners of this field take 10,000 to 1,000,000.");
    Check.atLeast(evaluateEvery, 1, "RunSettings.evaluateEvery", "A tenth of the steps is usual.");
    Check.atLeast(evaluationEpisodes, 1, "RunSettings.evaluationEpisodes", "10 are usual.");
    Check.atLeast(logEvery, 1, "RunSettings.logEvery", "A hundredth of the steps is usual.");
    Check.atLeast(
        checkpointEvery, 1, "RunSettings.checkpointEvery", "A tenth of the steps is usual.");
    seeds = List.copyOf(seeds);
    Check.that(
        !seeds.isEmpty() && new HashSet<>(seeds).size() == seeds.size(),
        "RunSettings.seeds are %s. Give at least one, each once.",
        seeds);
  }

  /**
   * A run of one seed, 0, on uniformly drawn rows without an environment; metrics every hundredth
   * of the steps, checkpoints every tenth but at least every 10,000.
   */
  public static RunSettings of(Learner.Config config, long steps) {
    return new RunSettings(
        config,
        Preparation.defaults(),
        new Sampling.Uniform(),
        steps,
        Optional.empty(),
        Math.max(1, steps / 10),
        10,
        Math.max(1, steps / 100),
        Math.max(1, Math.min(10_000, steps / 10)),
        List.of(0L));
  }

  public RunSettings withPreparation(Preparation preparation) {
    return new RunSettings(
        config,
        preparation,
        sampling,
        steps,
        environment,
        evaluateEvery,
        evaluationEpisodes,
        logEvery,
        checkpointEvery,
        seeds);
  }

  public RunSettings withSampling(Sampling sampling) {
    return new RunSettings(
        config,
        preparation,
        sampling,
        steps,
        environment,
        evaluateEvery,
        evaluationEpisodes,
        logEvery,
        checkpointEvery,
        seeds);
  }

  /**
   * Evaluates in {@code environment}, {@code episodes} episodes after every {@code every} updates.
   */
  public RunSettings withEvaluation(EnvSpec environment, long every, int episodes) {
    return new RunSettings(
        config,
        preparation,
        sampling,
        steps,
        Optional.of(environment),
        every,
        episodes,
        logEvery,
        checkpointEvery,
        seeds);
  }

  public RunSettings withSeeds(List<Long> seeds) {
    return new RunSettings(
        config,
        preparation,
        sampling,
        steps,
        environment,
        evaluateEvery,
        evaluationEpisodes,
        logEvery,
        checkpointEvery,
        seeds);
  }
}
