package dev.millrace.inference.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaJournalTest {

  private static final Node[] NOBODY = {};

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @Test
  void refusesATopicWithoutPartitions() {
    consumer.updatePartitions("predictions", List.of());

    assertThatIllegalStateException()
        .isThrownBy(() -> KafkaJournal.partitions(consumer, "predictions"))
        .withMessageContaining("no partition of predictions")
        .withMessageContaining("create the topics");
  }

  @Test
  void takesThePartitionsInOrder() {
    consumer.updatePartitions("predictions", List.of(partition(1), partition(0)));

    assertThat(KafkaJournal.partitions(consumer, "predictions"))
        .extracting(TopicPartition::partition)
        .containsExactly(0, 1);
  }

  private static PartitionInfo partition(int number) {
    return new PartitionInfo("predictions", number, Node.noNode(), NOBODY, NOBODY);
  }
}
