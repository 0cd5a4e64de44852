package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue that are not there yet, and looks at those that are. */
public final class TopicCreator {

  /** What is erased has to be gone some day, and a day's records are few files. */
  private static final Duration LONGEST_SEGMENT = Duration.ofDays(1);

  /** An event of the largest size let in, with room for its envelope. */
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  /** Longest wait, 30 s in all, until every broker asked knows the topics it just created. */
  private static final int MAX_LOOKS = 600;

  private static final long BETWEEN_LOOKS_MILLIS = 50;
  private static final String BROKERS_TIME = "LogAppendTime";

  private TopicCreator() {}

  /**
   * Creates what is missing and returns when the brokers know all of it, and lead it; topics that
   * exist are left as they are.
   *
   * @param replication copies of each partition; a write needs all but one of them, and at least
   *     one
   * @throws IllegalStateException where the brokers refuse, or a topic that exists would lose
   *     records or keep them against the catalogue; lists every such topic
   */
  public static void create(KafkaConnection kafka, int replication) {
    create(kafka, TopicSizes.ofCatalogue(replication));
  }

  /** The same, with topics of other sizes. */
  public static void create(KafkaConnection kafka, TopicSizes sizes) {
    try (Admin admin = Admin.create(kafka.properties("millrace-topics"))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.all().stream()
              .filter(topic -> !existing.contains(topic.name()))
              .map(topic -> definition(topic, sizes))
              .toList();
      Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
      for (KafkaFuture<Void> one : created.values()) {
        awaitCreated(one);
      }
      awaitKnown(admin, kafka);
      awaitLeaders(admin, missing);
      requireRetention(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the topics cannot be created on "
              + kafka.bootstrap()
              + ": "
              + e.getMessage()
              + "; check kafka.bootstrap, kafka.security and the client's rights",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the topics were created", e);
    }
  }

  private static void awaitCreated(KafkaFuture<Void> creation)
      throws ExecutionException, InterruptedException {
    try {
      creation.get();
    } catch (ExecutionException e) {
      // Another process that starts at the same time may be first.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static void awaitKnown(Admin admin, KafkaConnection kafka)
      throws ExecutionException, InterruptedException {
    Set<String> wanted = Topics.all().stream().map(Topic::name).collect(Collectors.toSet());
    for (int look = 0; look < MAX_LOOKS; look++) {
      if (admin.listTopics().names().get().containsAll(wanted)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    throw new IllegalStateException(
        "the brokers at " + kafka.bootstrap() + " created the topics but do not list them");
  }

  /**
   * A partition whose broker does not lead it yet may refuse the first batch of a producer and take
   * the second; then the first is out of order for ever. Admin asks again until a leader answers.
   */
  private static void awaitLeaders(Admin admin, List<NewTopic> created)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : created) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    Object unused = admin.listOffsets(partitions).all().get();
  }

  private static void requireRetention(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, Topic<?>> resources = new LinkedHashMap<>();
    for (Topic<?> topic : Topics.all()) {
      resources.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic);
    }
    Map<ConfigResource, Config> found = admin.describeConfigs(resources.keySet()).all().get();
    List<String> problems = new ArrayList<>();
    resources.forEach(
        (resource, topic) -> {
          Config config = found.get(resource);
          String policy =
              config == null ? "" : config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
          if (!policy.equals(policy(topic.retention()))) {
            problems.add(
                topic.name()
                    + " has cleanup.policy "
                    + policy
                    + ", expected "
                    + policy(topic.retention()));
          }
          if (topic.retention() instanceof Retention.Delete) {
            String times =
                config == null ? "" : config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
            if (!times.equals(BROKERS_TIME)) {
              problems.add(
                  topic.name()
                      + " has message.timestamp.type "
                      + times
                      + ", expected "
                      + BROKERS_TIME);
            }
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "topics exist that do not keep their records as the catalogue says, change them with kafka-configs:\n  "
              + String.join("\n  ", problems));
    }
  }

  private static NewTopic definition(Topic<?> topic, TopicSizes sizes) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy(topic.retention()));
    configuration.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MAX_MESSAGE_BYTES));
    configuration.put(
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
        String.valueOf(Math.max(1, sizes.replication() - 1)));
    // Records go with the segment that they lie in: without an end to it they stay a week longer
    // than the catalogue says, and what was taken back in a quiet compacted topic stays for good.
    configuration.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(segment(topic).toMillis()));
    if (topic.retention() instanceof Retention.Compact) {
      configuration.put(
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, String.valueOf(LONGEST_SEGMENT.toMillis()));
    }
    if (topic.retention() instanceof Retention.Delete delete) {
      configuration.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(delete.after().toMillis()));
      // By the producer's clock, an import of last year's events would be deleted before it is
      // read, and who has a wrong clock could make budgets be forgotten.
      configuration.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, BROKERS_TIME);
    }
    return new NewTopic(topic.name(), sizes.partitions(topic), (short) sizes.replication())
        .configs(configuration);
  }

  private static Duration segment(Topic<?> topic) {
    return topic.retention() instanceof Retention.Delete delete
            && delete.after().compareTo(LONGEST_SEGMENT) < 0
        ? delete.after()
        : LONGEST_SEGMENT;
  }

  private static String policy(Retention retention) {
    if (retention instanceof Retention.Delete) {
      return TopicConfig.CLEANUP_POLICY_DELETE;
    }
    if (retention instanceof Retention.Compact) {
      return TopicConfig.CLEANUP_POLICY_COMPACT;
    }
    throw new AssertionError(retention);
  }
}
