package dev.strandline.io.importer;

import dev.strandline.datasets.Transitions;

/**
 * What an import gives.
 *
 * @param data the log, with all rows of the source; its metadata say where it is from
 * @param report what was found on the way
 */
public record ImportedLog(Transitions data, ImportReport report) {}
