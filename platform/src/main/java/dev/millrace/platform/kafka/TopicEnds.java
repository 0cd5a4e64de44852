package dev.millrace.platform.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the ends of partitions on a connection of its own, made for the first question: a broker
 * answers one request of a connection after the other, and would answer behind a fetch that waits
 * for news.
 *
 * <p><i>Threads</i>: asked and closed by one; any may wake it.
 */
final class TopicEnds implements AutoCloseable {

  private final Supplier<Consumer<String, byte[]>> connections;
  private volatile @Nullable Consumer<String, byte[]> asking;

  TopicEnds(Supplier<Consumer<String, byte[]>> connections) {
    this.connections = connections;
  }

  /** The offset behind what is committed, of each. */
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    Consumer<String, byte[]> open = asking;
    if (open == null) {
      open = connections.get();
      asking = open;
    }
    return open.endOffsets(partitions);
  }

  /** Cuts a question short. */
  void wakeup() {
    Consumer<String, byte[]> open = asking;
    if (open != null) {
      open.wakeup();
    }
  }

  @Override
  public void close() {
    Consumer<String, byte[]> open = asking;
    if (open != null) {
      open.close();
    }
  }
}
