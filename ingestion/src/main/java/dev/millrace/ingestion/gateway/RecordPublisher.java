package dev.millrace.ingestion.gateway;

import dev.millrace.schemas.Topic;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/**
 * Publishes records; the stage ends when all in-sync replicas have the record, and fails where they
 * do not.
 */
@FunctionalInterface
interface RecordPublisher {

  /** Publishes one record; does not block. */
  <V extends SpecificRecord> CompletionStage<Void> publish(Topic<V> topic, String key, V value);
}
