package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.record.InferenceRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where the pieces of an answer go, beside what their call says of it.
 *
 * @param key that of the request's record; null where it had none
 * @param trace that the request belongs to; null where there is none
 */
record ChunkAddress(byte @Nullable [] key, byte @Nullable [] trace, String eventId) {

  static ChunkAddress of(Received received, InferenceRequest request) {
    return new ChunkAddress(received.key(), received.trace(), request.getEventId());
  }
}
