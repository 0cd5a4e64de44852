package dev.millrace.inference.domain;

import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the topic of requests. Its shape is what Flink keeps in checkpoints:
 * arrays, not lists, and public.
 *
 * @param key null where it had none
 * @param value null where it had none
 * @param headerNames in order
 * @param headerValues of the same length; an element may be null
 */
public record Received(
    String topic,
    int partition,
    long offset,
    byte @Nullable [] key,
    byte @Nullable [] value,
    String[] headerNames,
    byte[][] headerValues) {

  private static final String TRACE_HEADER = "traceparent";

  /** The trace that the request belongs to, as it came; null where there is none. */
  public byte @Nullable [] trace() {
    for (int i = 0; i < headerNames.length; i++) {
      if (headerNames[i].equals(TRACE_HEADER)) {
        return headerValues[i];
      }
    }
    return null;
  }
}
