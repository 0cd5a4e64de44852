package dev.millrace.ingestion.gateway;

import dev.millrace.schemas.Topic;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/** Publishes records. */
@FunctionalInterface
interface RecordPublisher {

  /**
   * A record and the key that it goes under.
   *
   * @param trace span that it comes from; not valid where none is known
   */
  record Keyed<V extends SpecificRecord>(String key, V value, SpanContext trace) {

    /** One of no known trace. */
    Keyed(String key, V value) {
      this(key, value, SpanContext.getInvalid());
    }

    /** The same, from a span. */
    Keyed<V> in(SpanContext span) {
      return new Keyed<>(key, value, span);
    }
  }

  /**
   * Publishes records in their order; does not block. The stage ends when all in-sync replicas have
   * all of them, and fails where they have not: some may have been written all the same.
   */
  <V extends SpecificRecord> CompletionStage<Void> publish(Topic<V> topic, List<Keyed<V>> records);
}
