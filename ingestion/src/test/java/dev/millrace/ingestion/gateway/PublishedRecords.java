package dev.millrace.ingestion.gateway;

import dev.millrace.record.Feedback;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/** Takes what the gateway publishes, encoded once as Kafka would get it. */
final class PublishedRecords implements RecordPublisher {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private final AvroCodec<Feedback> feedback = new AvroCodec<>(Topics.FEEDBACK, registry);
  private final List<Keyed<RawEvent>> publishedEvents = new ArrayList<>();
  private final List<Keyed<Feedback>> publishedFeedback = new ArrayList<>();
  private Optional<RuntimeException> outage = Optional.empty();

  @Override
  public synchronized <V extends SpecificRecord> CompletionStage<Void> publish(
      Topic<V> topic, List<Keyed<V>> records) {
    if (outage.isPresent()) {
      return CompletableFuture.failedFuture(outage.get());
    }
    for (Keyed<V> record : records) {
      if (record.value() instanceof RawEvent event) {
        publishedEvents.add(
            new Keyed<>(record.key(), events.decode(events.encode(event)), record.trace()));
      } else if (record.value() instanceof Feedback given) {
        publishedFeedback.add(
            new Keyed<>(record.key(), feedback.decode(feedback.encode(given)), record.trace()));
      } else {
        throw new AssertionError(topic);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  synchronized void forget() {
    publishedEvents.clear();
    publishedFeedback.clear();
    outage = Optional.empty();
  }

  synchronized void breakDown() {
    outage = Optional.of(new KafkaException("the brokers are away"));
  }

  synchronized List<Keyed<RawEvent>> events() {
    return List.copyOf(publishedEvents);
  }

  synchronized List<Keyed<Feedback>> feedback() {
    return List.copyOf(publishedFeedback);
  }
}
