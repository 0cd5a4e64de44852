package dev.millrace.ingestion.gateway.predictions;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where a stream begins. */
public sealed interface StreamStart {

  /** Puts a consumer that has all partitions of the topic there, and says where that is. */
  Positions seek(Consumer<?, ?> consumer, List<TopicPartition> partitions);

  /** With what is written from now on. */
  record Now() implements StreamStart {

    @Override
    public Positions seek(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      consumer.seekToEnd(partitions);
      return positions(consumer, partitions);
    }
  }

  /** With the oldest that is kept. */
  record Beginning() implements StreamStart {

    @Override
    public Positions seek(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      consumer.seekToBeginning(partitions);
      return positions(consumer, partitions);
    }
  }

  /** With what was written last: up to fifty predictions of each partition, whosever they are. */
  record Recent() implements StreamStart {

    private static final long RECENT = 50;

    @Override
    public Positions seek(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long end = ends.getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - RECENT));
      }
      return positions(consumer, partitions);
    }
  }

  /**
   * Exactly behind what was read before: with the oldest that is kept, where that is gone, where
   * the partition is a new one, and where the topic was made anew.
   */
  record After(Positions read) implements StreamStart {

    @Override
    public Positions seek(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long begin = begins.getOrDefault(partition, 0L);
        long end = ends.getOrDefault(partition, Long.MAX_VALUE);
        OptionalLong wanted = read.of(partition.partition());
        boolean isThere =
            wanted.isPresent() && wanted.getAsLong() >= begin && wanted.getAsLong() <= end;
        consumer.seek(partition, isThere ? wanted.getAsLong() : begin);
      }
      return positions(consumer, partitions);
    }
  }

  private static Positions positions(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
    Positions positions = Positions.none();
    for (TopicPartition partition : partitions) {
      positions = positions.moved(partition.partition(), consumer.position(partition));
    }
    return positions;
  }
}
