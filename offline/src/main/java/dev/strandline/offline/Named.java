package dev.strandline.offline;

/**
 * Something that can be chosen by name.
 *
 * @param name as it is typed
 * @param description one sentence on what it does
 * @param defaults its settings unless told otherwise
 */
public record Named<T>(String name, String description, T defaults) {}
