package dev.strandline.cli;

import dev.strandline.datasets.Continuity;
import dev.strandline.datasets.D4rlDataset;
import dev.strandline.datasets.D4rlDatasets;
import dev.strandline.datasets.Transitions;
import dev.strandline.envs.Environments;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells logs whose episodes are legs, pieces of their environment's episodes, as those between the
 * targets of D4RL's maze collector. Their returns do not compare with reference returns, which are
 * of whole episodes.
 */
final class Legs {

  private Legs() {}

  /** How it shows that a log's episodes are legs; empty where it does not. */
  static Optional<String> of(Transitions log, Optional<Continuity> continuity) {
    Optional<String> stream = continuity.filter(Continuity::inOneStream).map(Legs::noResets);
    return stream.isPresent() ? stream : cutShort(log);
  }

  private static String noResets(Continuity continuity) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d ends that are not terminal are no resets",
        continuity.continued(),
        continuity.boundaries());
  }

  /** Most truncated episodes end before the step limit; D4RL's counting cuts one step early. */
  private static Optional<String> cutShort(Transitions log) {
    String environment = log.metadata().getOrDefault(Transitions.ENVIRONMENT, "");
    Optional<Integer> limit = stepLimit(environment);
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    int truncated = 0;
    int early = 0;
    for (int episode = 0; episode < log.episodes(); episode++) {
      int last = log.episodeEnd(episode) - 1;
      if (log.truncated()[last] && !log.terminal()[last]) {
        truncated++;
        early += log.episodeLength(episode) < limit.get() - 1 ? 1 : 0;
      }
    }
    return 2L * early > truncated
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d truncated episodes end before the %,d steps of %s",
                early,
                truncated,
                limit.get(),
                environment))
        : Optional.empty();
  }

  private static Optional<Integer> stepLimit(String environment) {
    return Environments.names().contains(environment)
        ? Optional.of(Environments.named(environment).factory().get().stepLimit())
        : D4rlDatasets.find(environment).map(D4rlDataset::maxEpisodeSteps);
  }
}
