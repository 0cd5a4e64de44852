package dev.millrace.publisher;

import dev.millrace.platform.kafka.KafkaConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far metrics-publisher is with its batches, wherever it runs: the offsets of its group say so.
 *
 * <p><i>Failure</i>: where the brokers do not say, nothing is known.
 */
final class GroupMark implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupMark.class);
  private static final int ANSWER_SECONDS = 5;

  private final Admin admin;
  private final String group;

  GroupMark(KafkaConnection kafka, String group) {
    this.admin = Admin.create(kafka.properties("millrace-mark"));
    this.group = group;
  }

  Optional<Journal.Mark> newest() {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS)
          .values()
          .stream()
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
}
