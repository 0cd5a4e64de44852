package dev.millrace.local.cost;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Clients of Kafka Streams whose next transaction breaks off where a test says. */
final class BreakingClients extends DefaultKafkaClientSupplier {

  private final AtomicReference<Phase> next = new AtomicReference<>(Phase.NONE);
  private final AtomicInteger broken = new AtomicInteger();

  /** How far a transaction comes. */
  enum Phase {
    /** To its end. */
    NONE,
    /** Records are read, and nothing is written. */
    READ,
    /** Everything is written but how far was read. */
    WRITTEN,
    /** That as well; it is not committed. */
    WITH_OFFSETS,
    /** It is committed, and who did it never hears of it. */
    COMMITTED
  }

  /** The next transaction that comes so far breaks off. */
  void breakAfter(Phase phase) {
    next.set(phase);
  }

  /** How many did. */
  int broken() {
    return broken.get();
  }

  private void reached(Phase phase) {
    if (next.compareAndSet(phase, Phase.NONE)) {
      broken.incrementAndGet();
      throw new IllegalStateException("a test broke the transaction off: " + phase);
    }
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {

      @Override
      public Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        reached(Phase.READ);
        return super.send(record, callback);
      }

      @Override
      public void sendOffsetsToTransaction(
          Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        reached(Phase.WRITTEN);
        super.sendOffsetsToTransaction(offsets, group);
      }

      @Override
      public void commitTransaction() {
        reached(Phase.WITH_OFFSETS);
        super.commitTransaction();
        reached(Phase.COMMITTED);
      }
    };
  }
}
