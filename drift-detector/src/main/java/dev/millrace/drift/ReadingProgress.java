package dev.millrace.drift;

import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the job has counted all predictions that were there at an instant.
 *
 * <p>Its group's offsets tell: they are committed when a checkpoint is complete, so all before them
 * has gone through all operators, whoever read it. A job without checkpoints is never done.
 *
 * <p><i>Failure</i>: while the brokers do not answer, it is not done; the next question asks them
 * again.
 */
final class ReadingProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReadingProgress.class);

  /** Where the group is, by partition. */
  @FunctionalInterface
  interface Offsets {
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> ask();
  }

  private final Map<TopicPartition, Long> ends;
  private final Offsets offsets;
  private final Runnable closing;
  private @Nullable CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> asked;
  private boolean isCaughtUp;

  /**
   * Nothing is known yet.
   *
   * @param ends behind the last record of each partition that has any
   */
  ReadingProgress(Map<TopicPartition, Long> ends, Offsets offsets, Runnable closing) {
    this.ends = Map.copyOf(ends);
    this.offsets = offsets;
    this.closing = closing;
  }

  /** Of what is there now. */
  static ReadingProgress fromNow(DriftSettings settings, SchemaRegistry registry) {
    Topic<?> topic = Topics.PREDICTIONS;
    TopicReader reader = new TopicReader(settings.kafka(), registry);
    Map<Integer, Long> begins = reader.begins(topic);
    Map<TopicPartition, Long> ends = new HashMap<>();
    reader
        .ends(topic)
        .forEach(
            (partition, end) -> {
              if (begins.getOrDefault(partition, 0L) < end) {
                ends.put(new TopicPartition(topic.name(), partition), end);
              }
            });
    Admin admin = Admin.create(settings.kafka().properties("drift-progress"));
    return new ReadingProgress(
        ends,
        () ->
            admin
                .listConsumerGroupOffsets(settings.group())
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .toCompletableFuture(),
        admin::close);
  }

  /** Asks, without waiting for the answer, until the answer is yes. */
  boolean isCaughtUp() {
    if (isCaughtUp || ends.isEmpty()) {
      return true;
    }
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answer = asked;
    if (answer == null) {
      asked = offsets.ask();
      return false;
    }
    if (!answer.isDone()) {
      return false;
    }
    asked = null;
    try {
      Map<TopicPartition, OffsetAndMetadata> at = answer.join();
      isCaughtUp = ends.entrySet().stream().allMatch(end -> isBehind(end, at.get(end.getKey())));
    } catch (CompletionException e) {
      LOG.warn("the offsets of the job's group cannot be read, and are asked for again", e);
    }
    return isCaughtUp;
  }

  @Override
  public void close() {
    closing.run();
  }

  private static boolean isBehind(
      Map.Entry<TopicPartition, Long> end, @Nullable OffsetAndMetadata at) {
    return at != null && at.offset() >= end.getValue();
  }
}
