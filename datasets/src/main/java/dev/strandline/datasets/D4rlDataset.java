package dev.strandline.datasets;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of a published D4RL dataset.
 *
 * @param name as in {@code hopper-medium-v2}
 * @param family robot or task, as in {@code hopper}; {@code ant} is the locomotion task and {@code
 *     antmaze} the maze
 * @param observationSize numbers in an observation
 * @param actionSize numbers in an action, each in [-1, 1]
 * @param maxEpisodeSteps steps after which the environment cuts an episode
 * @param transitions rows as published; empty where no exact number was
 * @param referenceMin undiscounted return that scores 0
 * @param referenceMax undiscounted return that scores 100
 * @param randomReturn what uniform random actions return as measured, where that is far from {@code
 *     referenceMin}, which was meant to be just that; empty where the two agree or nobody measured
 * @param file name of the published file
 * @param bytes size of that file; empty where it is not known
 * @param sha256 hash of that file in hexadecimal; empty where it is not known
 */
public record D4rlDataset(
    String name,
    String family,
    int observationSize,
    int actionSize,
    int maxEpisodeSteps,
    OptionalInt transitions,
    double referenceMin,
    double referenceMax,
    OptionalDouble randomReturn,
    String file,
    OptionalLong bytes,
    Optional<String> sha256) {}
