package dev.strandline.ope.verdict;

import dev.strandline.policy.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A goal to be bettered and guardrails not to be hurt, judged together: all limits of all
 * candidates and metrics hold at once.
 *
 * @param candidate the policy's name
 * @param goal the decision on the metric that is to be better
 * @param guardrails the decisions on the others, in their order
 * @param outcome what follows from all of them
 */
public record Guardrails(
    String candidate, Decision goal, List<Decision> guardrails, Outcome outcome) {

  /** What follows for a candidate. */
  public enum Outcome {
    /** Better by the goal, and no guardrail loses more than its margin. */
    SHIP,
    /** Worse by the goal or by a guardrail. */
    HARMFUL,
    /** Neither is shown. */
    UNCLEAR,
    /** The log cannot answer for the goal or for a guardrail. */
    UNANSWERABLE
  }

  /**
   * Judges every candidate.
   *
   * @param goal whose margin is the least gain that matters
   * @param guardrails whose margin is the most that may be lost; for the same candidates in the
   *     same order
   */
  public static List<Guardrails> judge(
      Judge judge, Metric goal, List<Metric> guardrails, RandomGenerator random) {
    List<String> names = names(goal);
    for (Metric guardrail : guardrails) {
      Check.that(
          names(guardrail).equals(names),
          "Guardrail %s is about the candidates %s, but the goal %s about %s. Give all metrics the "
              + "same candidates in the same order.",
          guardrail.name(),
          names(guardrail),
          goal.name(),
          names);
    }
    List<Metric> metrics = new ArrayList<>();
    metrics.add(goal);
    metrics.addAll(guardrails);
    List<List<Decision>> decisions = judge.decide(metrics, random);
    List<Guardrails> outcomes = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      List<Decision> others = new ArrayList<>();
      for (int m = 1; m < metrics.size(); m++) {
        others.add(decisions.get(m).get(j));
      }
      Decision first = decisions.get(0).get(j);
      outcomes.add(
          new Guardrails(
              names.get(j), first, List.copyOf(others), outcome(first, others, guardrails)));
    }
    return List.copyOf(outcomes);
  }

  private static List<String> names(Metric metric) {
    return metric.candidates().stream().map(Candidate::name).toList();
  }

  private static Outcome outcome(Decision goal, List<Decision> others, List<Metric> metrics) {
    List<Verdict> verdicts = new ArrayList<>(List.of(goal.verdict()));
    boolean kept = true;
    for (int m = 0; m < others.size(); m++) {
      verdicts.add(others.get(m).verdict());
      kept &= others.get(m).gain().lower() > -metrics.get(m).margin();
    }
    if (verdicts.stream().anyMatch(Verdict.Worse.class::isInstance)) {
      return Outcome.HARMFUL;
    }
    if (verdicts.stream().anyMatch(Verdict.CannotAnswer.class::isInstance)) {
      return Outcome.UNANSWERABLE;
    }
    return kept && goal.verdict() instanceof Verdict.Better ? Outcome.SHIP : Outcome.UNCLEAR;
  }
}
