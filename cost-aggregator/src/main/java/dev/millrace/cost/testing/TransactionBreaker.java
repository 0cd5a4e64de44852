package dev.millrace.cost.testing;

import dev.millrace.cost.CostService;
import dev.millrace.cost.CostSettings;
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
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/** Breaks the next transaction of an instance off, as far as a test lets it come. */
public final class TransactionBreaker {

  private final AtomicReference<Phase> next = new AtomicReference<>(Phase.END);
  private final AtomicInteger broken = new AtomicInteger();

  /** How far a transaction comes. */
  public enum Phase {
    /** Records are read, and nothing is written. */
    READ,
    /** Everything is written but how far was read. */
    WRITTEN,
    /** That as well; it is not committed. */
    WITH_OFFSETS,
    /** It is committed, and who did it never hears of it. */
    COMMITTED,
    /** To its end. */
    END
  }

  /** An instance whose transactions are broken off; the caller starts and closes it. */
  public CostService service(CostSettings settings) {
    return new CostService(
        settings, (topology, properties) -> new KafkaStreams(topology, properties, new Clients()));
  }

  /** The next transaction that comes so far breaks off. */
  public void breakAfter(Phase phase) {
    next.set(phase);
  }

  /** How many did. */
  public int broken() {
    return broken.get();
  }

  private void reached(Phase phase) {
    if (next.compareAndSet(phase, Phase.END)) {
      broken.incrementAndGet();
      throw new IllegalStateException("a test broke the transaction off: " + phase);
    }
  }

  private final class Clients extends DefaultKafkaClientSupplier {

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      return new Breaking(config);
    }
  }

  private final class Breaking extends KafkaProducer<byte[], byte[]> {

    private Breaking(Map<String, Object> config) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
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
  }
}
