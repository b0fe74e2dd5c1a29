/**
 * Estimators for logged ranked lists: what a target policy's slates earn, summed over their
 * positions.
 */
package dev.strandline.ope.slate;
