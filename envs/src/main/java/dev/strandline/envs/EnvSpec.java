package dev.strandline.envs;

import dev.strandline.policy.ActionSpace;
import dev.strandline.policy.Check;
import dev.strandline.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An environment by name: how to make one, which tiers of data it offers, and which returns
 * normalize to 0 and 100.
 *
 * @param name as in {@code Pendulum-v1}; letters, digits, {@code . _ -}
 * @param description one sentence on the task
 * @param factory makes an environment at each call
 * @param behaviors policies and controllers of known quality by name, in the order to list them;
 *     all fit the environment
 * @param mixes tiers that are blends of these behaviors, by name
 * @param referenceMin undiscounted return that normalizes to 0
 * @param referenceMax undiscounted return that normalizes to 100, above {@code referenceMin}
 */
public record EnvSpec(
    String name,
    String description,
    Supplier<RestorableEnv> factory,
    Map<String, Behavior> behaviors,
    Map<String, Mix> mixes,
    double referenceMin,
    double referenceMax) {

  public EnvSpec {
    Check.that(
        name.matches("[A-Za-z0-9._-]+"),
        "EnvSpec.name '%s' may hold letters, digits and . _ - only. Rename the environment.",
        name);
    Check.that(
        Double.isFinite(referenceMin)
            && Double.isFinite(referenceMax)
            && referenceMin < referenceMax,
        "EnvSpec %s: reference returns are %s and %s. Both must be finite, the lower one first.",
        name,
        referenceMin,
        referenceMax);
    behaviors = Collections.unmodifiableMap(new LinkedHashMap<>(behaviors));
    mixes = Collections.unmodifiableMap(new LinkedHashMap<>(mixes));
    Env env = factory.get();
    for (Map.Entry<String, Behavior> behavior : behaviors.entrySet()) {
      checkTierName(behavior.getKey(), "EnvSpec " + name + " policy");
      if (behavior.getValue() instanceof PolicyBehavior policy) {
        checkFit(policy.policy(), behavior.getKey(), env, name);
      }
    }
    for (Map.Entry<String, Mix> mix : mixes.entrySet()) {
      checkTierName(mix.getKey(), "EnvSpec " + name + " mix");
      Check.that(
          !behaviors.containsKey(mix.getKey()),
          "EnvSpec %s: '%s' is a policy and a mix. Rename one.",
          name,
          mix.getKey());
      for (Mix.Share share : mix.getValue().shares()) {
        behavior(behaviors, name, share.policy());
      }
    }
  }

  static void checkTierName(String name, String where) {
    Check.that(
        name.matches("[a-z0-9][a-z0-9-]*"),
        "%s '%s' may hold small letters, digits and - only. Rename it.",
        where,
        name);
  }

  static void checkFit(Policy policy, String policyName, Env env, String envName) {
    Check.that(
        policy.observationSize() == env.observationSize(),
        "%s sees %d numbers, but an observation of %s has %d. Choose a policy made for %s.",
        policyName,
        policy.observationSize(),
        envName,
        env.observationSize(),
        envName);
    Check.that(
        sameKind(policy.actionSpace(), env.actionSpace()),
        "%s acts in %s, but %s takes actions of %s. Choose a policy made for %s.",
        policyName,
        policy.actionSpace(),
        envName,
        env.actionSpace(),
        envName);
  }

  private static boolean sameKind(ActionSpace a, ActionSpace b) {
    return a instanceof ActionSpace.Box
        ? b instanceof ActionSpace.Box && a.size() == b.size()
        : a.equals(b);
  }

  /** Names of all tiers: the behaviors, then the mixes. */
  public List<String> tiers() {
    List<String> names = new ArrayList<>(behaviors.keySet());
    names.addAll(mixes.keySet());
    return List.copyOf(names);
  }

  /**
   * What a tier is, in one phrase: the description of a behavior, the shares of a mix.
   *
   * @throws IllegalArgumentException that lists the tiers, if there is none of that name
   */
  public String describe(String tier) {
    Mix mix = tier(tier);
    return behaviors.containsKey(tier) ? behaviors.get(tier).description() : "episodes of " + mix;
  }

  /**
   * What a tier consists of; a behavior's name stands for that behavior alone.
   *
   * @throws IllegalArgumentException that lists the tiers, if there is none of that name
   */
  public Mix tier(String tier) {
    Check.that(
        behaviors.containsKey(tier) || mixes.containsKey(tier),
        "%s has no tier '%s'. Choose one of %s.",
        name,
        tier,
        String.join(", ", tiers()));
    return behaviors.containsKey(tier) ? Mix.only(tier) : mixes.get(tier);
  }

  /**
   * The behavior called {@code behavior}.
   *
   * @throws IllegalArgumentException that lists the behaviors, if there is none of that name
   */
  public Behavior behavior(String behavior) {
    return behavior(behaviors, name, behavior);
  }

  private static Behavior behavior(
      Map<String, Behavior> behaviors, String envName, String behavior) {
    Check.that(
        behaviors.containsKey(behavior),
        "%s has no policy '%s'. Choose among %s.",
        envName,
        behavior,
        String.join(", ", behaviors.keySet()));
    return behaviors.get(behavior);
  }

  /** 100 (R - R_min) / (R_max - R_min), for an undiscounted return R. */
  public double normalizedScore(double undiscountedReturn) {
    return 100 * (undiscountedReturn - referenceMin) / (referenceMax - referenceMin);
  }
}
