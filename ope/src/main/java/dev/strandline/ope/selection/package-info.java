/**
 * Choosing a hyper-parameter, or one of several estimators, from the log itself.
 *
 * <p>Start from {@link dev.strandline.ope.selection.Slope}; {@link
 * dev.strandline.ope.selection.SurrogateMse} is the alternative that needs weights. Both are pure
 * functions of terms and widths, whatever the estimator.
 *
 * <p>Nothing here remembers a choice, and an interval around the chosen value covers that value's
 * expectation, not the policy's value.
 */
package dev.strandline.ope.selection;
