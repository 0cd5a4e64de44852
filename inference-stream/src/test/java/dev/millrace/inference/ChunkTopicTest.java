package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChunkTopicTest {

  private static final ChunkAddress TO = new ChunkAddress(null, null, "event-1");

  /** Kafka's own producer, as the job sets it up, against a port where nobody answers. */
  @Test
  void dropsWhatTheBrokersDoNotTake() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChunkTopic topic =
            ChunkTopic.of(
                KafkaConnection.plaintext("127.0.0.1:" + nobody.getLocalPort()),
                new InMemorySchemaRegistry())) {
      topic.write(TO, chunk());

      await().untilAsserted(() -> assertThat(topic.dropped()).isEqualTo(1));
    }
  }

  @Test
  void opensTheProducerForTheFirstPieceAndClosesIt() {
    AtomicInteger opened = new AtomicInteger();
    ChunkLog log = new ChunkLog();
    ChunkTopic topic =
        new ChunkTopic(
            () -> {
              opened.incrementAndGet();
              return log.producer;
            },
            new InMemorySchemaRegistry(),
            InstantSource.system());
    assertThat(opened).hasValue(0);

    topic.write(TO, chunk());
    topic.write(TO, chunk());
    topic.close();

    assertThat(opened).hasValue(1);
    assertThat(log.records()).hasSize(2);
    assertThat(log.producer.closed()).isTrue();
  }

  @Test
  void goesOnWhenTheBrokersAreBack() {
    AtomicInteger failures = new AtomicInteger(1);
    ChunkLog log = new ChunkLog();
    ChunkTopic topic =
        new ChunkTopic(
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new KafkaException("no broker can be resolved");
              }
              return log.producer;
            },
            new InMemorySchemaRegistry(),
            InstantSource.system());

    topic.write(TO, chunk());
    topic.write(TO, chunk());

    assertThat(topic.dropped()).isEqualTo(1);
    assertThat(log.records()).hasSize(1);
  }

  private static PredictionChunk chunk() {
    return new PredictionChunk(
        "request-1", "event-1", "acme", "letters", 1, 0, "Dear", Requests.BEGINNING);
  }
}
