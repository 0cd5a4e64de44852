package dev.millrace.platform.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers how far topics and the groups of the factory are.
 *
 * <p><i>Failure</i>: a topic that is not there, one with a partition whose broker is away, or a
 * group that they do not tell of, is left out; where they do not answer at all, the look fails.
 *
 * <p><i>Owner</i>: whoever makes it closes it. <i>Threads</i>: any number.
 */
public final class ProgressReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressReader.class);
  private static final String OURS = "millrace-";
  private static final int ANSWER_SECONDS = 5;

  /** Shorter, so that a broker that is away keeps back its own topics and groups only. */
  private static final int BROKER_MILLIS = 4_000;

  private final Admin admin;

  /** A reader that the brokers know by a name. */
  public ProgressReader(KafkaConnection kafka, String clientId) {
    this.admin = Admin.create(kafka.properties(clientId));
  }

  /**
   * Looks once.
   *
   * @param topics to be told of beside those that groups have committed in
   * @throws ExecutionException where the brokers refuse
   * @throws TimeoutException where they do not answer
   */
  public Progress look(Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    // Before the ends: the other way round, a busy group would seem to be ahead.
    List<Progress.Group> groups = groups();
    Set<String> wanted = new HashSet<>(topics);
    groups.forEach(
        group -> group.committed().keySet().forEach(partition -> wanted.add(partition.topic())));
    return new Progress(ends(wanted), groups);
  }

  @Override
  public void close() {
    admin.close();
  }

  private List<Progress.Group> groups()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    for (GroupListing group : answered(admin.listGroups().all())) {
      if (group.groupId().startsWith(OURS)) {
        asked.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
      }
    }
    if (asked.isEmpty()) {
      return List.of();
    }
    ListConsumerGroupOffsetsResult offsets =
        admin.listConsumerGroupOffsets(
            asked, new ListConsumerGroupOffsetsOptions().timeoutMs(BROKER_MILLIS));
    List<Progress.Group> groups = new ArrayList<>();
    for (String name : asked.keySet()) {
      try {
        Map<TopicPartition, Long> committed = new HashMap<>();
        answered(offsets.partitionsToOffsetAndMetadata(name))
            .forEach(
                (partition, offset) -> {
                  if (offset != null) {
                    committed.put(partition, offset.offset());
                  }
                });
        groups.add(new Progress.Group(name, committed));
      } catch (ExecutionException | KafkaException e) {
        LOG.warn("the brokers do not say how far {} is", name, e);
      }
    }
    groups.sort(Comparator.comparing(Progress.Group::name));
    return groups;
  }

  private Map<TopicPartition, Long> ends(Set<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    // A topic that is not there is told at once; asked for its offsets, the client would look on.
    DescribeTopicsResult described = admin.describeTopics(topics);
    for (Map.Entry<String, KafkaFuture<TopicDescription>> one :
        described.topicNameValues().entrySet()) {
      try {
        answered(one.getValue())
            .partitions()
            .forEach(
                partition ->
                    asked.put(
                        new TopicPartition(one.getKey(), partition.partition()),
                        OffsetSpec.latest()));
      } catch (ExecutionException e) {
        LOG.debug("the brokers do not describe the topic {}", one.getKey(), e);
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    ListOffsetsResult offsets =
        admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(BROKER_MILLIS));
    Set<String> unknown = new HashSet<>();
    for (TopicPartition partition : asked.keySet()) {
      try {
        ends.put(partition, answered(offsets.partitionResult(partition)).offset());
      } catch (ExecutionException e) {
        LOG.debug("the brokers do not say where {} ends", partition, e);
        unknown.add(partition.topic());
      }
    }
    // Whole topics: the sum of some partitions would look as if the topic had shrunk.
    ends.keySet().removeIf(partition -> unknown.contains(partition.topic()));
    if (ends.isEmpty() && !asked.isEmpty()) {
      throw new TimeoutException("no broker says where topics end");
    }
    return ends;
  }

  private static <T> T answered(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
