package dev.strandline.ope.study;

import dev.strandline.ope.health.HealthReport;
import dev.strandline.ope.verdict.Decision;
import dev.strandline.ope.verdict.EstimatedSharpe;
import dev.strandline.ope.verdict.Verdict;
import dev.strandline.policy.Check;
import java.util.List;

/**
 * What a log says of some policies.
 *
 * @param settings as they were
 * @param health of the log
 * @param units independent units: rows, users, slates or episodes
 * @param logging the logging policy's own value
 * @param policies in the order they were given
 * @param segments of the log; empty where none were asked for
 * @param sharpe estimated SharpeRatio@k over the policies that the log can answer for; empty for
 *     fewer than two
 * @param remarks on the study as a whole: fitted propensities, models
 */
public record StudyResult(
    StudySettings settings,
    HealthReport health,
    long units,
    Answer logging,
    List<PolicyResult> policies,
    List<SegmentAnswer> segments,
    List<EstimatedSharpe> sharpe,
    List<String> remarks) {

  public StudyResult {
    policies = List.copyOf(policies);
    segments = List.copyOf(segments);
    sharpe = List.copyOf(sharpe);
    remarks = List.copyOf(remarks);
  }

  StudyResult withSegments(List<SegmentAnswer> cut) {
    return new StudyResult(settings, health, units, logging, policies, cut, sharpe, remarks);
  }

  /**
   * The verdict on a policy.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Decision decision(String policy) {
    List<String> names = policies.stream().map(PolicyResult::name).toList();
    int place = names.indexOf(policy);
    Check.that(place >= 0, "No policy %s was studied, but %s. Name one of them.", policy, names);
    return policies.get(place).decision();
  }

  /** Whether the log can answer for at least one policy. */
  public boolean answers() {
    return policies.stream()
        .anyMatch(policy -> !(policy.decision().verdict() instanceof Verdict.CannotAnswer));
  }
}
