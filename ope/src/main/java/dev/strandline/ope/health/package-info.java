/**
 * Whether a log can carry an estimate, said before any is made.
 *
 * <p>Start from {@link dev.strandline.ope.health.BanditHealth}, {@link
 * dev.strandline.ope.health.SlateHealth} or {@link dev.strandline.ope.health.TrajectoryHealth};
 * each looks at a log, with or without target policies, and yields a {@link
 * dev.strandline.ope.health.HealthReport} of findings.
 *
 * <p>Nothing here estimates a value, mends a log, or decides a verdict.
 */
package dev.strandline.ope.health;
