/**
 * A log and its candidate policies, from health to verdict: what most users call.
 *
 * <p>Start from {@link dev.strandline.ope.study.BanditStudy}, {@link
 * dev.strandline.ope.study.SlateStudy} or {@link dev.strandline.ope.study.TrajectoryStudy}; each
 * puts the estimators, intervals and verdicts of the other packages together and yields a {@link
 * dev.strandline.ope.study.StudyResult}.
 *
 * <p>Nothing here reads files, prints or draws. Networks are trained only for values that were
 * asked for.
 */
package dev.strandline.ope.study;
