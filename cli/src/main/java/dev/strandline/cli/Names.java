package dev.strandline.cli;

import dev.strandline.envs.EnvSpec;
import dev.strandline.envs.Environments;
import dev.strandline.envs.Mix;
import dev.strandline.offline.Named;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Looks up what the command line names, and answers an unknown name with the nearest ones. */
final class Names {

  private Names() {}

  static EnvSpec environment(CommandSpec command, String name) {
    if (!Environments.names().contains(name)) {
      throw wrong(command, Nearest.unknown("environment", name, Environments.names()));
    }
    return Environments.named(name);
  }

  /** The algorithm or sampler of that name. */
  static <T> Named<T> choice(
      CommandSpec command, String kind, String name, List<Named<T>> choices) {
    return choices.stream()
        .filter(choice -> choice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    command,
                    Nearest.unknown(kind, name, choices.stream().map(Named::name).toList())));
  }

  static Mix tier(CommandSpec command, EnvSpec environment, String tier) {
    if (!environment.tiers().contains(tier)) {
      throw wrong(
          command, Nearest.unknown("tier of " + environment.name(), tier, environment.tiers()));
    }
    return environment.tier(tier);
  }

  /** Reads a mix whose policies the environment has. */
  static Mix mix(CommandSpec command, EnvSpec environment, String text) {
    Mix mix;
    try {
      mix = Mix.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(command, "--mix: " + e.getMessage());
    }
    for (Mix.Share share : mix.shares()) {
      if (!environment.behaviors().containsKey(share.policy())) {
        throw wrong(
            command,
            Nearest.unknown(
                "policy of " + environment.name(),
                share.policy(),
                environment.behaviors().keySet()));
      }
    }
    return mix;
  }

  /** A mistake in the command line, as opposed to one in data or files. */
  static ParameterException wrong(CommandSpec command, String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Requires a count of at least one. */
  static <N extends Number> N atLeastOne(CommandSpec command, String option, N value) {
    if (value.longValue() < 1) {
      throw wrong(command, option + " must be at least 1, but is " + value + ".");
    }
    return value;
  }
}
