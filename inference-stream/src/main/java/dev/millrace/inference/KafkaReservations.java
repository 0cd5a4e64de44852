package dev.millrace.inference;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.BudgetReservation;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link ReservationLog} in Kafka: the one partition of {@code budget-reservations}.
 *
 * <p><i>Threads</i>: one of its own reads, and alone uses the consumer. Another one writes, so that
 * nobody who asks for money waits for brokers that are not known yet.
 *
 * <p><i>Failure</i>: brokers or a registry that are away are asked again; until then nobody is let
 * through, and who writes is told so within {@value #DELIVERY_MILLIS} ms. A record that cannot be
 * read is logged and passed over, by all instances alike. An {@link Error} ends the reading, and
 * with it the job: what it was telling of may be half taken in.
 */
final class KafkaReservations implements ReservationLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReservations.class);

  /** How long records wait for each other: a call waits for it twice, and never for more. */
  private static final int LINGER_MILLIS = 2;

  /** Who writes holds up others: so brokers that are not known yet are asked again later. */
  private static final long BLOCK_MILLIS = 1_000;

  /** A call keeps its place among the calls at once for so long, at most; one retry fits in. */
  private static final int DELIVERY_MILLIS = 5_000;

  private static final int REQUEST_MILLIS = 2_000;

  /** Records that wait to be written; more than calls may be under way at once. */
  private static final int WAITING = 10_000;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;

  private final AvroCodec<BudgetReservation> codec;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final ExecutorService writing = writer();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread reading;
  private volatile @Nullable Error defect;

  /**
   * That of the brokers.
   *
   * @throws IllegalStateException where the topic is missing, or has several partitions: without
   *     one order of its records no limit holds
   */
  static KafkaReservations open(KafkaConnection kafka, SchemaRegistry registry) {
    AvroCodec<BudgetReservation> codec = new AvroCodec<>(Topics.BUDGET_RESERVATIONS, registry);
    codec.register();
    KafkaProducer<byte[], byte[]> producer = producer(kafka);
    try {
      return new KafkaReservations(codec, producer, consumer(kafka));
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Begins with the oldest record; takes the clients over. */
  KafkaReservations(
      AvroCodec<BudgetReservation> codec,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer) {
    this.codec = codec;
    this.producer = producer;
    this.consumer = consumer;
    try {
      this.partition = onlyPartition(consumer);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> append(BudgetReservation entry) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      writing.execute(() -> send(entry, written));
    } catch (RejectedExecutionException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  private void send(BudgetReservation entry, CompletableFuture<Void> written) {
    try {
      Future<?> unused =
          producer.send(
              new ProducerRecord<>(
                  partition.topic(),
                  partition.partition(),
                  entry.getRequestId().getBytes(StandardCharsets.UTF_8),
                  codec.encode(entry)),
              (place, failure) -> {
                if (failure == null) {
                  written.complete(null);
                } else {
                  written.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      written.completeExceptionally(e);
    }
  }

  @Override
  public void follow(Reader reader) {
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      poll(reader);
    }
    Thread thread = new Thread(() -> keepUp(reader), "inference-reservations");
    thread.setDaemon(true);
    reading = thread;
    thread.start();
  }

  @Override
  public void requireReading() {
    Error met = defect;
    if (met != null) {
      throw new IllegalStateException(
          "the reservations are not read any more because of a defect: the job has to start again",
          met);
    }
  }

  private void keepUp(Reader reader) {
    while (closing.getCount() > 0 && defect == null) {
      try {
        poll(reader);
      } catch (WakeupException e) {
        LOG.debug("the reservations are not read any more", e);
      } catch (RuntimeException e) {
        LOG.warn("the reservations cannot be read: calls under budgets wait", e);
        rest();
      } catch (Error e) {
        LOG.error("the reservations are not read any more: the job ends", e);
        defect = e;
      }
    }
    consumer.close();
  }

  private void poll(Reader reader) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      try {
        if (record.value() != null) {
          reader.read(codec.decode(record.value()), Instant.ofEpochMilli(record.timestamp()));
        }
      } catch (UnreadableRecordException e) {
        LOG.warn("{}@{} cannot be read and is passed over", partition, record.offset(), e);
      } catch (RuntimeException e) {
        // None may be left out, such as where the registry is away: it is read again.
        consumer.seek(partition, record.offset());
        throw e;
      }
    }
  }

  private void rest() {
    try {
      boolean unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      LOG.debug("the reader of the reservations was interrupted", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    writing.shutdown();
    try {
      // What calls have cost may still be in line.
      boolean unused = writing.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofMillis(STOP_MILLIS));
    Thread thread = reading;
    if (thread == null) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TopicPartition onlyPartition(Consumer<?, ?> consumer) {
    String topic = Topics.BUDGET_RESERVATIONS.name();
    @Nullable List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.size() != 1) {
      throw new IllegalStateException(
          "the topic "
              + topic
              + " has "
              + (found == null ? 0 : found.size())
              + " partitions, expected 1: budgets hold only where its records have one order;"
              + " create the topics of the catalogue, and do not add partitions to this one");
    }
    return new TopicPartition(topic, found.get(0).partition());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("inference-reservations");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static ExecutorService writer() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        task -> {
          Thread thread = new Thread(task, "inference-reservations-writer");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("inference-reservations");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
