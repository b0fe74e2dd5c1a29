package dev.strandline.envs;

import dev.strandline.policy.Policy;
import dev.strandline.policy.UniformPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environments that can be called by name. */
public final class Environments {

  private Environments() {}

  private static EnvSpec pendulum() {
    Pendulum env = new Pendulum();
    Map<String, Policy> policies = new LinkedHashMap<>();
    policies.put("random", new UniformPolicy(env.observationSize(), env.actionSpace()));
    policies.put("expert", new PendulumExpert());
    // Mean returns of 1,000 generated episodes of the tiers random and expert, seed 0.
    return new EnvSpec(
        "Pendulum-v1",
        "Swing a rod up and hold it upright with a weak motor; 200 steps.",
        Pendulum::new,
        policies,
        Map.of("mixed", Mix.parse("expert=0.05,random=0.95")),
        -1215.9525322243549,
        -151.34877023516054);
  }

  /** All environments, in alphabetical order. */
  public static List<EnvSpec> all() {
    return List.of(pendulum());
  }

  /** Their names. */
  public static List<String> names() {
    return all().stream().map(EnvSpec::name).toList();
  }

  /**
   * The environment called {@code name}.
   *
   * @throws IllegalArgumentException that lists the names, if there is none of that name
   */
  public static EnvSpec named(String name) {
    return all().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no environment '"
                        + name
                        + "'. Choose one of "
                        + String.join(", ", names())
                        + "."));
  }
}
