package dev.millrace.ingestion.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.kafka.ReceivedOffsets.Listener;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ReceivedOffsetsTest {

  private final ReceivedOffsets offsets = new ReceivedOffsets();

  @Test
  void knowsNothingBeforeAnythingHasCome() {
    assertThat(offsets.end("raw-events", 0)).isZero();
  }

  @Test
  void knowsTheFurthestOfEachPartition() {
    Listener listener = listener();

    listener.onConsume(records(0, 5, 6, 9));
    listener.onConsume(records(1, 3));
    // Read again, from the last commit.
    listener.onConsume(records(0, 5, 6));

    assertThat(offsets.end("raw-events", 0)).isEqualTo(10);
    assertThat(offsets.end("raw-events", 1)).isEqualTo(4);
    assertThat(offsets.end("reference-data", 0)).isZero();
  }

  @Test
  void handsOnWhatItSees() {
    ConsumerRecords<byte[], byte[]> records = records(0, 1);

    assertThat(listener().onConsume(records)).isSameAs(records);
  }

  @Test
  void doesNotListenForNobody() {
    try (Listener listener = new Listener()) {
      assertThatThrownBy(() -> listener.configure(Map.of()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("millrace.received-offsets");
    }
  }

  /** One as the main consumer of a topology makes it. */
  private Listener listener() {
    Properties streams = new Properties();
    streams.putAll(Map.of("application.id", "test", "bootstrap.servers", "none:1"));
    offsets.listenTo(streams);
    Map<String, Object> consumer =
        new StreamsConfig(streams).getMainConsumerConfigs("test", "test", 0);
    assertThat(consumer).containsEntry("interceptor.classes", Listener.class.getName());
    Listener listener = new Listener();
    listener.configure(consumer);
    return listener;
  }

  private static ConsumerRecords<byte[], byte[]> records(int partition, long... at) {
    List<ConsumerRecord<byte[], byte[]>> records =
        Arrays.stream(at)
            .mapToObj(
                offset ->
                    new ConsumerRecord<>("raw-events", partition, offset, new byte[0], new byte[0]))
            .collect(Collectors.toList());
    return new ConsumerRecords<>(
        Map.of(new TopicPartition("raw-events", partition), records), Map.of());
  }
}
