/**
 * Small problems with numbered states and actions, solved exactly on the sample: values and
 * marginal weights in closed form, and fitted Q evaluation without function approximation.
 *
 * <p>Start from {@link dev.strandline.ope.tabular.TabularLog}.
 *
 * <p>Nothing here approximates; for observations that are vectors, see the neural models.
 */
package dev.strandline.ope.tabular;
