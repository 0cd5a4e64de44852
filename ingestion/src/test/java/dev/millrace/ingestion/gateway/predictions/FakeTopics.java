package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Predictions, dead letters, chunks, costs and figures in memory, for any number of consumers;
 * polls wait as Kafka's do.
 */
public final class FakeTopics {

  /** As many records as the streams' consumers get at once. */
  public static final int MAX_POLL_RECORDS = 100;

  private static final class Log {
    private final List<byte @Nullable []> values = new ArrayList<>();
    private long begin;
  }

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
  private final AvroCodec<PredictionChunk> chunks =
      new AvroCodec<>(Topics.PREDICTION_CHUNKS, registry);
  private final AvroCodec<DeadLetter> letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
  private final Map<TopicPartition, Log> logs = new HashMap<>();
  private Optional<RuntimeException> outage = Optional.empty();
  private int open;
  private long delivered;
  private int failures;

  /** Predictions with so many partitions, the others with one. */
  public FakeTopics(int partitions) {
    addPartitions(partitions);
    logs.put(new TopicPartition(Topics.DEAD_LETTERS.name(), 0), new Log());
    logs.put(new TopicPartition(Topics.PREDICTION_CHUNKS.name(), 0), new Log());
    logs.put(new TopicPartition(Topics.COST_METRICS.name(), 0), new Log());
    logs.put(new TopicPartition(Topics.QUALITY_METRICS.name(), 0), new Log());
  }

  /** The registry of the values. */
  public SchemaRegistry registry() {
    return registry;
  }

  /** Makes it so many partitions of predictions. */
  public synchronized void addPartitions(int partitions) {
    for (int i = 0; i < partitions; i++) {
      logs.putIfAbsent(new TopicPartition(Topics.PREDICTIONS.name(), i), new Log());
    }
  }

  /** The value of a prediction. */
  public byte[] encoded(Prediction prediction) {
    return predictions.encode(prediction);
  }

  /** Writes a prediction. */
  public void write(int partition, Prediction prediction) {
    write(Topics.PREDICTIONS, partition, encoded(prediction));
  }

  /** Writes a letter. */
  public void write(DeadLetter letter) {
    write(Topics.DEAD_LETTERS, 0, letters.encode(letter));
  }

  /** Writes a piece of an answer. */
  public void write(PredictionChunk chunk) {
    write(Topics.PREDICTION_CHUNKS, 0, chunks.encode(chunk));
  }

  /** Writes any value. */
  public synchronized void write(Topic<?> topic, int partition, byte @Nullable [] value) {
    log(new TopicPartition(topic.name(), partition)).values.add(value);
    notifyAll();
  }

  /** Deletes the predictions of a partition before an offset, as retention does. */
  public synchronized void deleteBefore(int partition, long offset) {
    log(new TopicPartition(Topics.PREDICTIONS.name(), partition)).begin = offset;
  }

  /** The brokers are away until {@link #mend}. */
  public synchronized void breakDown() {
    outage = Optional.of(new KafkaException("the brokers are away"));
    notifyAll();
  }

  /** The brokers are back. */
  public synchronized void mend() {
    outage = Optional.empty();
    notifyAll();
  }

  /** How many consumers are not closed. */
  public synchronized int open() {
    return open;
  }

  /** How many polls failed because the brokers were away. */
  public synchronized int failures() {
    return failures;
  }

  /** How many records consumers got. */
  public synchronized long delivered() {
    return delivered;
  }

  /** A consumer that goes to the beginning where its position is deleted. */
  public Consumer<byte[], byte[]> consumer() {
    return consumer("earliest");
  }

  /** A consumer. */
  public synchronized Consumer<byte[], byte[]> consumer(String reset) {
    if (outage.isPresent()) {
      throw outage.get();
    }
    open++;
    return new Reader(reset);
  }

  private synchronized Log log(TopicPartition partition) {
    Log log = logs.get(partition);
    if (log == null) {
      throw new IllegalArgumentException("there is no " + partition);
    }
    return log;
  }

  private synchronized boolean await(Reader reader, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (outage.isEmpty() && !reader.woken.get() && !reader.hasNews()) {
      long millis = (until - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return true;
  }

  /**
   * Kafka's own mock for positions; what it reads is here. One thread uses it; who wakes it must
   * not wait for its poll.
   */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  private final class Reader extends MockConsumer<byte[], byte[]> {

    private final AtomicBoolean woken = new AtomicBoolean();
    private final String reset;

    Reader(String reset) {
      super(reset);
      this.reset = reset;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
      boolean unused = FakeTopics.this.await(this, patience);
      if (woken.compareAndSet(true, false)) {
        throw new WakeupException();
      }
      synchronized (FakeTopics.this) {
        if (outage.isPresent()) {
          failures++;
          throw outage.get();
        }
        int left = MAX_POLL_RECORDS;
        refresh();
        for (TopicPartition partition : assignment()) {
          Log log = log(partition);
          if (reset.equals("earliest") && position(partition) < log.begin) {
            seek(partition, log.begin);
          }
          for (long at = Math.max(log.begin, position(partition));
              at < log.values.size() && left > 0;
              at++, left--) {
            addRecord(
                new ConsumerRecord<>(
                    partition.topic(), partition.partition(), at, null, log.values.get((int) at)));
          }
        }
        delivered += MAX_POLL_RECORDS - left;
        return super.poll(Duration.ZERO);
      }
    }

    private boolean hasNews() {
      return assignment().stream().anyMatch(one -> position(one) < log(one).values.size());
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      synchronized (FakeTopics.this) {
        return logs.keySet().stream()
            .filter(one -> one.topic().equals(topic))
            .map(one -> new PartitionInfo(topic, one.partition(), null, null, null))
            .toList();
      }
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
      refresh();
      super.assign(partitions);
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> some) {
      refresh();
      return super.endOffsets(some);
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> some) {
      refresh();
      return super.beginningOffsets(some);
    }

    @Override
    public void wakeup() {
      woken.set(true);
      synchronized (FakeTopics.this) {
        FakeTopics.this.notifyAll();
      }
    }

    @Override
    public void close() {
      synchronized (FakeTopics.this) {
        open--;
      }
      super.close();
    }

    private void refresh() {
      Map<TopicPartition, Long> begins = new HashMap<>();
      Map<TopicPartition, Long> ends = new HashMap<>();
      synchronized (FakeTopics.this) {
        logs.forEach(
            (partition, log) -> {
              begins.put(partition, log.begin);
              ends.put(partition, (long) log.values.size());
            });
      }
      updateBeginningOffsets(begins);
      updateEndOffsets(ends);
    }
  }
}
