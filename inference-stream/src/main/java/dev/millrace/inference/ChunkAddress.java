package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the pieces of an answer go, beside what their call says of it.
 *
 * @param key that of the request's record; null where it had none
 * @param trace that the request belongs to; null where there is none
 */
record ChunkAddress(byte @Nullable [] key, byte @Nullable [] trace, String eventId)
    implements SideTopic.Address {

  static ChunkAddress of(Received received, InferenceRequest request, RequestTraces traces) {
    return new ChunkAddress(received.key(), traces.header(received, request), request.getEventId());
  }

  @Override
  public ProducerRecord<byte[], byte[]> record(Topic<?> topic, byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), key, value);
    if (trace != null) {
      record.headers().add(Received.TRACE_HEADER, trace);
    }
    return record;
  }
}
