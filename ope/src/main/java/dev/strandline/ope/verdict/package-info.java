/**
 * Verdicts on candidate policies where no truth is known: better, worse, cannot tell, or this log
 * cannot answer.
 *
 * <p>Start from {@link dev.strandline.ope.verdict.Judge}. {@link
 * dev.strandline.ope.verdict.Guardrails} judges several metrics together, {@link
 * dev.strandline.ope.verdict.TradeOff} mixes them, {@link
 * dev.strandline.ope.verdict.EstimatedSharpe} asks what a portfolio of candidates risks.
 *
 * <p>Nothing here estimates, and no verdict rests on a direct method, a clipped or a tuned
 * estimate: those cover their own expectation, not the policy's value.
 */
package dev.strandline.ope.verdict;
