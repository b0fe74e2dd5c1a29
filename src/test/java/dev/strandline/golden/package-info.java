/**
 * Golden tests: recorded numbers that the code must reproduce.
 *
 * <p>Start from {@link dev.strandline.golden.Claim}, the list of which test class takes which
 * files; {@link dev.strandline.golden.GoldenFiles} finds them and {@link
 * dev.strandline.golden.Comparison} compares. Nothing here goes by a file's name.
 */
package dev.strandline.golden;
