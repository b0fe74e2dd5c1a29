/**
 * How well estimates chose among policies, where the truth is known: accuracy, ranking, regret, and
 * what a portfolio of the k best estimates is worth and risks.
 *
 * <p>Start from {@link dev.strandline.ope.assessment.Accuracy} and {@link
 * dev.strandline.ope.assessment.TopK}. True values are of any functional of the return ({@link
 * dev.strandline.ope.assessment.ReturnFunctional}), as long as all of them are of the same.
 *
 * <p>Nothing here estimates: without a truth, see the verdicts.
 */
package dev.strandline.ope.assessment;
