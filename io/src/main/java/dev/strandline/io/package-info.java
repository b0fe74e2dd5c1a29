/** Files: training state in checkpoints. Nothing here prints or leaves half a file behind. */
package dev.strandline.io;
