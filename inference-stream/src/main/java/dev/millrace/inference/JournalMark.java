package dev.millrace.inference;

/**
 * How far one partition of the requests is, as a checkpoint keeps it. Its shape is state.
 *
 * @param partition of the requests
 * @param position offset of the next request that has not been asked for yet
 * @param floor by partition of the predictions, the offset behind which the end of every request
 *     lies that may come again
 */
public record JournalMark(int partition, long position, long[] floor) {}
