package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.publisher.domain.WindowDelays;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.RegistryPatience;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
  private static final int PARTITIONS = 3;

  static {
    TrustedRecords.install();
  }

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<DeadLetter> codec = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
  private final Asked asked = new Asked();
  private final MockConsumer<byte[], byte[]> brokers = new MockConsumer<>("earliest");
  private KafkaSource source = source();

  /** A registry that may be away, and counts what it is asked. */
  private final class Asked implements SchemaRegistry {

    private int questions;
    private boolean isAway;

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      questions++;
      if (isAway) {
        throw new RegistryException("nobody answers");
      }
      return registry.schemaById(id);
    }
  }

  @Test
  void asksARegistryThatIsAwayOnceAPollHoweverManyPartitionsWait() {
    asked.isAway = true;
    write();

    assertThat(source.poll(Duration.ZERO)).isEmpty();
    assertThat(asked.questions).isEqualTo(1);
    assertThat(source.positions().values()).as("all of it is read again").containsOnly(0L);

    write();
    assertThat(source.poll(Duration.ZERO)).isEmpty();
    assertThat(asked.questions).as("once more").isEqualTo(2);

    asked.isAway = false;
    write();
    assertThat(source.poll(Duration.ZERO)).hasSize(PARTITIONS);
    assertThat(source.positions().values()).containsOnly(1L);
    assertThat(source.unreadable()).isZero();
  }

  /** It may take connections and say nothing: a turn is not a minute because of that. */
  @Test
  void aTurnWaitsOnceForARegistryThatSwallowsConnections() throws IOException {
    // Long enough for a connection on a busy machine.
    RegistryPatience moment =
        new RegistryPatience(Duration.ofSeconds(1), RegistryPatience.SHORT.rounds());
    try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      source =
          source(
              RegistryConnection.open(URI.create("http://127.0.0.1:" + mute.getLocalPort()))
                  .client(moment));
      write();

      assertThat(source.poll(Duration.ZERO)).isEmpty();

      assertThat(connections(mute)).as("one question for all partitions").isEqualTo(1);
      assertThat(source.positions().values()).as("all of it is read again").containsOnly(0L);
    }
    assertThat(RegistryPatience.SHORT.attempt().multipliedBy(RegistryPatience.SHORT.rounds()))
        .as("longest turn")
        .isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  /** Those that came; nobody has taken them yet. */
  private static int connections(ServerSocket mute) throws IOException {
    mute.setSoTimeout(1);
    for (int taken = 0; ; taken++) {
      try {
        mute.accept().close();
      } catch (SocketTimeoutException e) {
        return taken;
      }
    }
  }

  @Test
  void readsWithoutTheRegistryWhatItHasTheSchemaOf() {
    write();
    assertThat(source.poll(Duration.ZERO)).hasSize(PARTITIONS);
    asked.isAway = true;

    source = source();
    write();
    assertThat(source.poll(Duration.ZERO)).as("another life knows no schema").isEmpty();
    asked.isAway = false;
    write();
    assertThat(source.poll(Duration.ZERO)).hasSize(PARTITIONS);
    asked.isAway = true;
    write(1);

    assertThat(source.poll(Duration.ZERO)).hasSize(PARTITIONS);
  }

  private KafkaSource source() {
    return source(asked);
  }

  private KafkaSource source(SchemaRegistry schemas) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      beginnings.put(new TopicPartition(Topics.DEAD_LETTERS.name(), i), 0L);
    }
    brokers.assign(List.copyOf(beginnings.keySet()));
    brokers.updateBeginningOffsets(beginnings);
    return new KafkaSource(brokers, beginnings, schemas, new WindowDelays(NOON));
  }

  private void write() {
    write(0);
  }

  /** A record to each partition; those that are not taken the stand-in of brokers forgets. */
  private void write(long offset) {
    for (int i = 0; i < PARTITIONS; i++) {
      brokers.addRecord(
          new ConsumerRecord<>(
              Topics.DEAD_LETTERS.name(), i, offset, new byte[0], codec.encode(letter())));
    }
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MALFORMED_JSON")
        .setDetail("no JSON")
        .setTopic("raw-events")
        .setPartition(0)
        .setOffset(7)
        .setFailedAt(NOON)
        .build();
  }
}
