package dev.strandline.ope.study;

import java.util.List;

/**
 * One segment of a log, such as a market or a day.
 *
 * @param segment what the segment's column says
 * @param rows rows (episodes, slates) in it
 * @param logging the logging policy's own value there
 * @param policies the primary estimate of each policy there, in the study's order; segments are
 *     shown, not judged
 */
public record SegmentAnswer(String segment, long rows, Answer logging, List<Answer> policies) {}
