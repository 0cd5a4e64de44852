package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Alert;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaOutboxTest {

  private static final TopicPartition ONLY = new TopicPartition(Topics.ALERTS.name(), 0);

  private final ManualClock clock = new ManualClock(SampleAlerts.OPENED);
  private final AvroCodec<Alert> codec =
      new AvroCodec<>(Topics.ALERTS, new InMemorySchemaRegistry());
  private final Brokers brokers = new Brokers();

  /** Kafka's own stand-in, which notes what it is told. */
  private static final class Brokers extends MockConsumer<byte[], byte[]> {

    private final List<Long> commits = new ArrayList<>();

    private Brokers() {
      super("earliest");
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      offsets.values().forEach(offset -> commits.add(offset.offset()));
      super.commitSync(offsets);
    }
  }

  @Test
  void saysEachHourHowFarItIsWhileNobodyTakesAny() {
    KafkaOutbox outbox = outbox();
    brokers.addRecord(record(0, SampleAlerts.open()));
    brokers.addRecord(record(1, SampleAlerts.closed()));
    assertThat(outbox.next(Duration.ZERO)).contains(SampleAlerts.open());

    for (int minute = 0; minute < 10 * 24 * 60; minute += 10) {
      clock.advance(Duration.ofMinutes(10));
      outbox.stay();
    }

    assertThat(brokers.commits)
        .as("brokers forget a group after seven days")
        .hasSize(1 + 10 * 24)
        .containsOnly(0L);
    outbox.taken();
    assertThat(brokers.commits).endsWith(0L, 1L);
  }

  private KafkaOutbox outbox() {
    brokers.assign(List.of(ONLY));
    brokers.updateBeginningOffsets(Map.of(ONLY, 0L));
    brokers.updateEndOffsets(Map.of(ONLY, 0L));
    return new KafkaOutbox(brokers, codec, clock);
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, Alert alert) {
    return new ConsumerRecord<>(ONLY.topic(), 0, offset, new byte[0], codec.encode(alert));
  }
}
