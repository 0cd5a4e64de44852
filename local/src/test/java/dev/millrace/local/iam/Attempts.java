package dev.millrace.local.iam;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.access.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Tries every action on every name there is, as one client of the brokers, and tells what came of
 * it: what a client really can do, whatever any catalogue says. Topics have to be there, with one
 * partition and a record in it; groups and transactional ids need not.
 *
 * <p><i>Failure</i>: an answer that is neither "done" nor "not allowed" is thrown.
 */
final class Attempts implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 20;
  private static final String BROKER = "1";
  private static final TopicPartition ANY = new TopicPartition("raw-events", 0);
  private static final List<AlterConfigOp> SOME_CHANGE =
      List.of(
          new AlterConfigOp(new ConfigEntry("retention.ms", "9000000"), AlterConfigOp.OpType.SET));
  private static final List<AlterConfigOp> SOME_CHANGE_OF_BROKERS =
      List.of(
          new AlterConfigOp(new ConfigEntry("log.cleaner.threads", "1"), AlterConfigOp.OpType.SET));

  private final KafkaConnection kafka;
  private final Admin admin;

  Attempts(KafkaConnection kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(kafka.properties("attempts"));
  }

  /**
   * What can be done, and on what.
   *
   * @param name empty for the cluster
   */
  record Right(Action action, String name) implements Comparable<Right> {
    @Override
    public int compareTo(Right other) {
      return toString().compareTo(other.toString());
    }
  }

  Set<Right> onTopics(List<String> topics) throws Exception {
    Map<ConfigResource, String> resources =
        topics.stream()
            .collect(
                Collectors.toMap(
                    topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    Function.identity()));
    Set<Right> rights = new TreeSet<>();
    add(
        rights,
        Action.DESCRIBE_TOPIC,
        admin.describeTopics(TopicCollection.ofTopicNames(topics)).topicNameValues());
    add(
        rights,
        Action.CREATE_TOPIC,
        admin
            .createTopics(
                topics.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList(),
                new CreateTopicsOptions().validateOnly(true))
            .values(),
        TopicExistsException.class);
    add(
        rights,
        Action.ALTER_TOPIC,
        admin
            .createPartitions(
                by(topics, Function.identity(), topic -> NewPartitions.increaseTo(2)),
                new CreatePartitionsOptions().validateOnly(true))
            .values());
    add(
        rights,
        Action.DELETE_TOPIC,
        named(
            admin
                .deleteRecords(by(topics, Attempts::only, topic -> RecordsToDelete.beforeOffset(0)))
                .lowWatermarks(),
            TopicPartition::topic));
    add(
        rights,
        Action.DESCRIBE_TOPIC_CONFIGURATION,
        named(admin.describeConfigs(resources.keySet()).values(), ConfigResource::name));
    add(
        rights,
        Action.ALTER_TOPIC_CONFIGURATION,
        named(
            admin
                .incrementalAlterConfigs(
                    by(resources.keySet(), Function.identity(), resource -> SOME_CHANGE),
                    new AlterConfigsOptions().validateOnly(true))
                .values(),
            ConfigResource::name));
    readable(topics).forEach(topic -> rights.add(new Right(Action.READ_DATA, topic)));
    add(rights, Action.WRITE_DATA, written(topics));
    return rights;
  }

  Set<Right> onGroups(List<String> groups) throws Exception {
    Set<Right> rights = new TreeSet<>();
    add(
        rights,
        Action.DESCRIBE_GROUP,
        admin.describeConsumerGroups(groups).describedGroups(),
        GroupIdNotFoundException.class);
    for (String group : groups) {
      try {
        admin
            .alterConsumerGroupOffsets(group, Map.of(ANY, new OffsetAndMetadata(0)))
            .partitionResult(ANY)
            .get(PATIENCE_SECONDS, SECONDS);
        rights.add(new Right(Action.ALTER_GROUP, group));
      } catch (ExecutionException e) {
        // The group is looked at before the topics that it reads.
        if (e.getCause() instanceof TopicAuthorizationException) {
          rights.add(new Right(Action.ALTER_GROUP, group));
        } else if (!(e.getCause() instanceof GroupAuthorizationException)) {
          throw e;
        }
      }
    }
    add(
        rights,
        Action.DELETE_GROUP,
        admin.deleteConsumerGroups(groups).deletedGroups(),
        GroupIdNotFoundException.class);
    return rights;
  }

  Set<Right> onTransactionalIds(List<String> ids) throws Exception {
    Set<Right> rights = new TreeSet<>();
    add(
        rights,
        Action.DESCRIBE_TRANSACTIONAL_ID,
        by(ids, Function.identity(), admin.describeTransactions(ids)::description),
        TransactionalIdNotFoundException.class);
    add(rights, Action.ALTER_TRANSACTIONAL_ID, admin.fenceProducers(ids).fencedProducers());
    return rights;
  }

  /**
   * On the cluster itself.
   *
   * @param describable a topic that it may describe
   */
  Set<Right> onCluster(String describable) throws Exception {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, BROKER);
    Set<Right> rights = new TreeSet<>();
    add(
        rights,
        Action.DESCRIBE_CLUSTER,
        Map.of("", admin.listPartitionReassignments().reassignments()));
    add(
        rights,
        Action.ALTER_CLUSTER,
        Map.of("", admin.alterPartitionReassignments(Map.of(ANY, Optional.empty())).all()),
        NoReassignmentInProgressException.class);
    add(
        rights,
        Action.DESCRIBE_CLUSTER_CONFIGURATION,
        Map.of("", admin.describeConfigs(List.of(broker)).all()));
    add(
        rights,
        Action.ALTER_CLUSTER_CONFIGURATION,
        Map.of(
            "",
            admin
                .incrementalAlterConfigs(
                    Map.of(broker, SOME_CHANGE_OF_BROKERS),
                    new AlterConfigsOptions().validateOnly(true))
                .all()));
    if (isIdempotent(describable)) {
      rights.add(new Right(Action.WRITE_DATA_IDEMPOTENTLY, ""));
    }
    rights.add(new Right(Action.CONNECT, ""));
    return rights;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private Set<String> readable(List<String> topics) {
    Set<String> left = new HashSet<>(topics);
    Set<String> seen = new HashSet<>();
    Map<String, Object> properties = kafka.properties("attempts-reading");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("allow.auto.create.topics", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
      while (!seen.containsAll(left)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("nothing came of " + left + " beyond " + seen);
        }
        consumer.assign(left.stream().map(Attempts::only).toList());
        try {
          consumer.poll(Duration.ofMillis(100)).forEach(record -> seen.add(record.topic()));
        } catch (TopicAuthorizationException e) {
          left.removeAll(e.unauthorizedTopics());
        }
      }
    }
    return seen;
  }

  private Map<String, Future<?>> written(List<String> topics) {
    Map<String, Object> properties = kafka.properties("attempts-writing");
    properties.put("enable.idempotence", false);
    properties.put("retries", 0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      return by(
          topics,
          Function.identity(),
          topic -> producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1])));
    }
  }

  private boolean isIdempotent(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.properties("attempts-idempotent"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, new byte[1], new byte[1]))
          .get(PATIENCE_SECONDS, SECONDS);
      return true;
    } catch (ExecutionException | KafkaException e) {
      // A refusal that is there before the record is thrown at it by the sending itself.
      if (e.getCause() instanceof TopicAuthorizationException) {
        return true;
      }
      if (e.getCause() instanceof ClusterAuthorizationException) {
        return false;
      }
      throw e;
    }
  }

  private static void add(Set<Right> to, Action action, Map<String, ? extends Future<?>> attempts)
      throws Exception {
    add(to, action, attempts, AssertionError.class);
  }

  private static void add(
      Set<Right> to,
      Action action,
      Map<String, ? extends Future<?>> attempts,
      Class<? extends Throwable> alsoDone)
      throws Exception {
    for (Map.Entry<String, ? extends Future<?>> attempt : attempts.entrySet()) {
      try {
        attempt.getValue().get(PATIENCE_SECONDS, SECONDS);
        to.add(new Right(action, attempt.getKey()));
      } catch (ExecutionException e) {
        if (alsoDone.isInstance(e.getCause())) {
          to.add(new Right(action, attempt.getKey()));
        } else if (!(e.getCause() instanceof AuthorizationException)) {
          throw new IllegalStateException(action + " on " + attempt.getKey(), e.getCause());
        }
      }
    }
  }

  private static <T, K, V> Map<K, V> by(
      Collection<T> all, Function<T, K> key, Function<T, ? extends V> value) {
    Map<K, V> map = new HashMap<>();
    for (T one : new ArrayList<>(all)) {
      map.put(key.apply(one), value.apply(one));
    }
    return map;
  }

  private static <K, V> Map<String, V> named(Map<K, V> map, Function<K, String> name) {
    return map.entrySet().stream()
        .collect(Collectors.toMap(entry -> name.apply(entry.getKey()), Map.Entry::getValue));
  }

  private static TopicPartition only(String topic) {
    return new TopicPartition(topic, 0);
  }
}
