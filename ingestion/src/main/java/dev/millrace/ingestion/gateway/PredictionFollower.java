package dev.millrace.ingestion.gateway;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the predictions from the present end on, all partitions: each gateway sees them all.
 *
 * <p><i>Threads</i>: one of its own, which tells those who wait.
 *
 * <p><i>Failure</i>: what cannot be read is logged and passed over: who waits for it is answered
 * without it.
 */
final class PredictionFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PredictionFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Between attempts while the brokers are away. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<Prediction> codec;
  private final AwaitedPredictions awaited;
  private final Thread thread = new Thread(this::follow, "gateway-predictions");
  private final CountDownLatch closing = new CountDownLatch(1);

  static PredictionFollower open(
      KafkaConnection kafka, SchemaRegistry registry, AwaitedPredictions awaited) {
    Map<String, Object> properties = kafka.properties("gateway-predictions");
    properties.put("enable.auto.commit", false);
    properties.put("isolation.level", "read_committed");
    return new PredictionFollower(
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        registry,
        awaited);
  }

  /** The same with a consumer that the follower takes over. */
  PredictionFollower(
      Consumer<byte[], byte[]> consumer, SchemaRegistry registry, AwaitedPredictions awaited) {
    this.consumer = consumer;
    this.codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
    this.awaited = awaited;
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.PREDICTIONS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    while (closing.getCount() > 0) {
      try {
        consumer.poll(POLL).forEach(this::take);
      } catch (WakeupException e) {
        LOG.debug("the gateway stops following predictions");
      } catch (RuntimeException e) {
        LOG.warn("the gateway cannot read predictions and tries again in {}", PAUSE, e);
        rest();
      }
    }
    consumer.close();
  }

  private void rest() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      LOG.debug("the follower of predictions was interrupted", e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || !awaited.isAnybodyWaiting()) {
      return;
    }
    try {
      awaited.arrived(codec.decode(record.value()));
    } catch (UnreadableRecordException | RegistryException e) {
      LOG.warn(
          "{}-{}@{} cannot be read and is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
