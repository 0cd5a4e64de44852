package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue that are not there yet. */
public final class TopicCreator {

  /** An event of the largest size let in, with room for its envelope. */
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  private TopicCreator() {}

  /**
   * Creates what is missing; topics that exist are left as they are.
   *
   * @param replication copies of each partition
   * @throws IllegalStateException where the brokers refuse
   */
  public static void create(KafkaConnection kafka, int replication) {
    try (Admin admin = Admin.create(kafka.properties("millrace-topics"))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.all().stream()
              .filter(topic -> !existing.contains(topic.name()))
              .map(topic -> definition(topic, replication))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "the topics cannot be created on " + kafka.bootstrap(), e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the topics were created", e);
    }
  }

  private static NewTopic definition(Topic<?> topic, int replication) {
    return new NewTopic(topic.name(), topic.partitions(), (short) replication)
        .configs(configuration(topic.retention()));
  }

  private static Map<String, String> configuration(Retention retention) {
    String bytes = String.valueOf(MAX_MESSAGE_BYTES);
    if (retention instanceof Retention.Delete delete) {
      return Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.RETENTION_MS_CONFIG,
          String.valueOf(delete.after().toMillis()),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          bytes);
    }
    if (retention instanceof Retention.Compact) {
      return Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          bytes);
    }
    throw new AssertionError(retention);
  }
}
