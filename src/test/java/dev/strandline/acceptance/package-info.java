/** The whole program as its users meet it: real processes, real files, real kills. */
package dev.strandline.acceptance;
