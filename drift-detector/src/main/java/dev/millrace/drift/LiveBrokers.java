package dev.millrace.drift;

import dev.millrace.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far {@code predictions} and the job's group are, as the brokers tell it. */
final class LiveBrokers implements ReadingProgress.Brokers {

  private static final String TOPIC = Topics.PREDICTIONS.name();

  private final Admin admin;
  private final String group;

  LiveBrokers(DriftSettings settings) {
    this.admin = Admin.create(settings.kafka().properties("drift-progress"));
    this.group = settings.group();
  }

  @Override
  public CompletableFuture<Map<TopicPartition, Long>> ends() {
    return future(admin.describeTopics(List.of(TOPIC)).allTopicNames())
        .thenCompose(
            topics -> {
              List<TopicPartition> partitions =
                  topics.values().stream()
                      .flatMap(topic -> topic.partitions().stream())
                      .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                      .toList();
              return offsets(partitions, OffsetSpec.earliest())
                  .thenCombine(offsets(partitions, OffsetSpec.latest()), LiveBrokers::ofFilled);
            });
  }

  @Override
  public CompletableFuture<Map<TopicPartition, Long>> group() {
    return future(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .thenApply(
            offsets -> {
              Map<TopicPartition, Long> at = new HashMap<>();
              offsets.forEach(
                  (partition, offset) -> {
                    if (offset != null) {
                      at.put(partition, offset.offset());
                    }
                  });
              return at;
            });
  }

  @Override
  public void close() {
    admin.close();
  }

  private CompletableFuture<Map<TopicPartition, Long>> offsets(
      List<TopicPartition> partitions, OffsetSpec of) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> of));
    ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return future(admin.listOffsets(asked, committed).all())
        .thenApply(
            offsets -> {
              Map<TopicPartition, Long> found = new HashMap<>();
              offsets.forEach((partition, offset) -> found.put(partition, offset.offset()));
              return found;
            });
  }

  /** Partitions of which retention has left nothing are read to their ends. */
  private static Map<TopicPartition, Long> ofFilled(
      Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> filled = new HashMap<>(ends);
    filled.entrySet().removeIf(end -> begins.getOrDefault(end.getKey(), 0L) >= end.getValue());
    return filled;
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> answer) {
    return answer.toCompletionStage().toCompletableFuture();
  }
}
