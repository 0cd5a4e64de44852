package dev.millrace.ingestion.client;

/**
 * What a producer has done so far. {@code sent} is the sum of {@code accepted}, {@code rejected},
 * {@code failed} and {@code bufferedEvents}, at every moment.
 *
 * @param sent taken from callers
 * @param accepted confirmed by the gateway
 * @param rejected turned away by the gateway
 * @param failed neither, because something broke
 * @param retried sent once more, counted each time
 * @param bufferedEvents taken and not ended yet
 * @param bufferedBytes their size as they are sent, before compression
 */
public record ProducerCounts(
    long sent,
    long accepted,
    long rejected,
    long failed,
    long retried,
    int bufferedEvents,
    long bufferedBytes) {}
