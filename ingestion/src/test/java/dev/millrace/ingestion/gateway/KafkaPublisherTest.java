package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final KafkaPublisher publisher = new KafkaPublisher(producer, registry);

  @AfterEach
  void stop() {
    publisher.close();
  }

  @Test
  void isDoneWhenAllRecordsAreAcknowledged() {
    CompletableFuture<Void> published = publish(List.of(event("1", 10), event("2", 10)));
    await().until(() -> producer.history().size() == 2);

    producer.completeNext();
    assertThat(published).isNotDone();
    producer.completeNext();

    published.join();
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    assertThat(producer.history())
        .extracting(record -> record.key() + " " + codec.decode(record.value()).getId())
        .containsExactly("key of 1 1", "key of 2 2");
    assertThat(producer.history().get(0).topic()).isEqualTo("raw-events");
  }

  @Test
  void failsWhenOneRecordIsNotAcknowledged() {
    CompletableFuture<Void> published = publish(List.of(event("1", 10), event("2", 10)));
    await().until(() -> producer.history().size() == 2);

    producer.completeNext();
    producer.errorNext(new TimeoutException("the leader is away"));

    assertThatThrownBy(published::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void failsWhenTheProducerRefuses() {
    producer.sendException = new KafkaException("the buffer is full");

    assertThatThrownBy(() -> publish(List.of(event("1", 10))).join())
        .hasCauseInstanceOf(KafkaException.class);
  }

  @Test
  void refusesAtOnceWhatIsTooMuchToBeUnderWay() {
    int mebibyte = 1 << 20;
    int fits = KafkaPublisher.MAX_BYTES_UNDER_WAY / mebibyte - 1;
    for (int i = 0; i < fits; i++) {
      assertThat(publish(List.of(event("1", mebibyte)))).isNotDone();
    }
    await().until(() -> producer.history().size() == fits);

    CompletableFuture<Void> oneTooMany = publish(List.of(event("2", mebibyte)));
    assertThat(oneTooMany).isCompletedExceptionally();

    producer.completeNext();
    CompletableFuture<Void> again = publish(List.of(event("3", mebibyte)));
    await().until(() -> producer.history().size() == fits + 1);
    assertThat(again).isNotDone();
  }

  private CompletableFuture<Void> publish(List<Keyed<RawEvent>> events) {
    return publisher.publish(Topics.RAW_EVENTS, events).toCompletableFuture();
  }

  private static Keyed<RawEvent> event(String id, int bytes) {
    return new Keyed<>(
        "key of " + id,
        RawEvent.newBuilder()
            .setId(id)
            .setTenant("acme")
            .setPipeline("letters")
            .setReceivedAt(Instant.EPOCH)
            .setContentType("application/json")
            .setPayload(ByteBuffer.wrap("x".repeat(bytes).getBytes(UTF_8)))
            .build());
  }
}
