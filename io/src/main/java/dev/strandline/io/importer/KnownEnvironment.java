package dev.strandline.io.importer;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;

/**
 * What whoever imports knows of the environment that a log is from.
 *
 * @param observationSize numbers in an observation, at least 1
 * @param actionSpace the space that its actions come from
 * @param maxEpisodeSteps steps after which an episode is cut, at least 1
 * @param referenceMin undiscounted return that normalizes to 0
 * @param referenceMax undiscounted return that normalizes to 100, above {@code referenceMin}
 */
public record KnownEnvironment(
    int observationSize,
    ActionSpace actionSpace,
    int maxEpisodeSteps,
    double referenceMin,
    double referenceMax) {

  public KnownEnvironment {
    Check.atLeast(
        observationSize,
        1,
        "KnownEnvironment.observationSize",
        "An observation has at least one number.");
    Check.atLeast(
        maxEpisodeSteps,
        1,
        "KnownEnvironment.maxEpisodeSteps",
        "An episode has at least one step.");
    Check.that(
        referenceMin < referenceMax,
        "KnownEnvironment: reference returns are %s and %s. Give the lower one first.",
        referenceMin,
        referenceMax);
  }
}
