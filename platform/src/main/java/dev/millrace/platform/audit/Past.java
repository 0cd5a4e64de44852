package dev.millrace.platform.audit;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What stands in the audit log already. */
interface Past {

  /** A place from which the last record, if there is any, can be reached in few steps. */
  long nearEnd();

  /** Gives the records from a place on, oldest first. */
  void read(long from, Consumer<Entry> to);

  /**
   * Waits until readers of committed records see all that lies before these places: the brokers
   * confirm a transaction before all of its partitions have heard of it. Whoever was told that a
   * change is made may build on it. Gives up after some seconds: what is confirmed comes.
   */
  void awaitSeen(Map<TopicPartition, Long> ends);

  /** A record as it lies in the topic. */
  record Entry(long offset, byte[] value) {}
}
