package dev.strandline.ope.health;

import dev.strandline.datasets.BadRowsException;
import dev.strandline.ope.WeightDiagnostics;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What was found in a log.
 *
 * @param rows number of rows
 * @param findings the worst first
 * @param weights how each target policy's importance weights are spread, by the policy's name; of
 *     trajectories those of whole episodes
 */
public record HealthReport(
    long rows, List<Finding> findings, Map<String, WeightDiagnostics> weights) {

  /** Sorts the findings. */
  public HealthReport {
    findings = findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    weights = new LinkedHashMap<>(weights);
  }

  /** The report on a log that could not be built, as its rows hold what no log may. */
  public static HealthReport rejected(BadRowsException bad) {
    Finding finding =
        new Finding(
            Finding.Severity.REJECT,
            Finding.Kind.BAD_ROWS,
            bad.column(),
            OptionalLong.of(bad.row()),
            bad.value(),
            String.format(
                Locale.ROOT,
                "is %s, but %s (so in %,d of %,d rows).",
                bad.value(),
                bad.rule(),
                bad.count(),
                bad.rows()),
            Optional.of(bad.cure()));
    return new HealthReport(bad.rows(), List.of(finding), Map.of());
  }

  /** Whether no estimate may be made. */
  public boolean rejects() {
    return findings.stream().anyMatch(f -> f.severity() == Finding.Severity.REJECT);
  }

  /** Findings of one kind. */
  public List<Finding> of(Finding.Kind kind) {
    return findings.stream().filter(finding -> finding.check() == kind).toList();
  }

  /** The findings, one line for each. */
  public String text() {
    return findings.isEmpty()
        ? String.format(Locale.ROOT, "%,d rows: nothing to remark.", rows)
        : findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
  }
}
