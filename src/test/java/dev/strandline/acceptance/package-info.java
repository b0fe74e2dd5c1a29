/**
 * The program as its users start it: each run is a Java process of its own, judged by its exit
 * code, what it prints and what it leaves on the disk.
 */
package dev.strandline.acceptance;
