/**
 * What people look at after a run: intervals, charts, and one page that holds them all.
 *
 * <p>Start from {@link dev.strandline.report.HtmlReport}, which takes text, tables and {@link
 * dev.strandline.report.Picture}s; {@link dev.strandline.report.LearningCurves}, {@link
 * dev.strandline.report.ReturnHistogram} and {@link dev.strandline.report.PendulumStrip} draw the
 * pictures, and {@link dev.strandline.report.Interval} says how far a mean can be trusted.
 *
 * <p>Off-policy evaluation has its own pictures: {@link dev.strandline.report.IntervalPlot} and
 * {@link dev.strandline.report.SegmentPlot} for estimates, {@link
 * dev.strandline.report.WeightHistogram}, {@link dev.strandline.report.OverlapPlot} and {@link
 * dev.strandline.report.ActionShares} for whether a log can answer, {@link
 * dev.strandline.report.ReturnCdf} for risk, {@link dev.strandline.report.SharpeCurve} and {@link
 * dev.strandline.report.TradeOff} for what to ship.
 *
 * <p>Everything is drawn from plain numbers: nothing here trains, steps an environment, opens a
 * window or reaches for the network.
 */
package dev.strandline.report;
