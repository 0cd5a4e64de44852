package dev.millrace.inference.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in the topic of requests, and in checkpoints. Nobody changes its arrays.
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

  /** Name of the header that says which trace a record belongs to. */
  public static final String TRACE_HEADER = "traceparent";

  /** Size of its value. */
  public long bytes() {
    return value == null ? 0 : value.length;
  }

  /** What decides who is asked; a record without a key stands for itself, under its own id. */
  public String keyOr(String id) {
    return key == null ? id : new String(key, UTF_8);
  }

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
