package dev.millrace.inference;

import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of chunks in memory. */
final class ChunkLog {

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<PredictionChunk> codec =
      new AvroCodec<>(Topics.PREDICTION_CHUNKS, registry);
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  SideTopic<PredictionChunk> topic(InstantSource clock) {
    return new SideTopic<>(
        Topics.PREDICTION_CHUNKS,
        SideTopic.Patience.WITH_PIECES,
        new SideTopic.Means<>(codec, () -> producer, clock));
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return producer.history();
  }

  List<PredictionChunk> all() {
    return records().stream().map(record -> codec.decode(record.value())).toList();
  }

  /** Those of a request, in the order in which they were written. */
  List<PredictionChunk> of(String requestId) {
    return all().stream().filter(chunk -> chunk.getRequestId().equals(requestId)).toList();
  }

  /** What an attempt of a request has said. */
  String said(String requestId, int attempt) {
    return of(requestId).stream()
        .filter(chunk -> chunk.getAttempt() == attempt)
        .map(PredictionChunk::getText)
        .collect(Collectors.joining());
  }
}
