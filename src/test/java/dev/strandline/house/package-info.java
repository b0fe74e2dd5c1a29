/**
 * The rules of the house: which module may use which, and what no code may do.
 *
 * <p>Start from {@link dev.strandline.house.HouseTest}. Nothing here tests behavior.
 */
package dev.strandline.house;
