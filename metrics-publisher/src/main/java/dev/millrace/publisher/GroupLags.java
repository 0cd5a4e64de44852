package dev.millrace.publisher;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the groups of the factory are behind.
 *
 * <p><i>Failure</i>: where the brokers do not say, nothing is told of it.
 */
final class GroupLags implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupLags.class);
  private static final String OURS = "millrace-";
  private static final int ANSWER_SECONDS = 5;

  /** More are not told of: a call carries a thousand data. */
  private static final int MOST = 200;

  private final Admin admin;

  GroupLags(KafkaConnection kafka) {
    this.admin = Admin.create(kafka.properties("millrace-lags"));
  }

  /** Of all groups and the topics that they have committed in. */
  List<Sample> at(Instant now) {
    List<Sample> samples = new ArrayList<>();
    try {
      for (GroupListing group : admin.listGroups().all().get(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        if (group.groupId().startsWith(OURS)) {
          add(group.groupId(), now, samples);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("the brokers do not say which groups there are", e);
    }
    return samples.subList(0, Math.min(samples.size(), MOST));
  }

  /**
   * What the offsets of a group say besides; absent where they say nothing, or the brokers do not.
   */
  Optional<Journal.Mark> mark(String group) {
    try {
      return committed(group).values().stream()
          .filter(Objects::nonNull)
          .flatMap(offset -> Journal.Mark.of(offset.metadata()).stream())
          .findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("the brokers do not say how far {} is", group, e);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    admin.close();
  }

  private void add(String group, Instant now, List<Sample> to) throws InterruptedException {
    try {
      lags(group)
          .forEach(
              (topic, lag) ->
                  to.add(
                      new Sample(
                          Series.of(
                              Metric.CONSUMER_LAG,
                              Map.of(Dimension.GROUP, group, Dimension.TOPIC, topic)),
                          now,
                          BigDecimal.valueOf(lag))));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("the brokers do not say how far {} is behind", group, e);
    }
  }

  private Map<String, Long> lags(String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          if (offset != null) {
            asked.put(partition, OffsetSpec.latest());
          }
        });
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin.listOffsets(asked).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    Map<String, Long> lags = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          ListOffsetsResultInfo end = ends.get(partition);
          if (end != null) {
            lags.merge(partition.topic(), Math.max(0, end.offset() - offset.offset()), Long::sum);
          }
        });
    return lags;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
