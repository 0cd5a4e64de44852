package dev.millrace.benchmarks.rig;

import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A broker and a registry with the topics of the catalogue, in this process: what is measured runs
 * in others, beside it.
 *
 * <p><i>Failure</i>: a broker that does not do as it is told is an {@link IllegalStateException}.
 */
public final class Workbench implements AutoCloseable {

  private static final int REGISTRY_BODY_BYTES = 4 * 1024 * 1024;

  private final Parts parts;
  private final KafkaConnection kafka;
  private final RegistryConnection registry;

  /** One for all: each has connections and threads of its own. */
  private final SchemaRegistry schemas;

  private final Admin admin;

  private Workbench(Parts parts, KafkaConnection kafka, RegistryConnection registry, Admin admin) {
    this.parts = parts;
    this.kafka = kafka;
    this.registry = registry;
    this.schemas = registry.client();
    this.admin = admin;
  }

  /** Starts all of it, with the broker's data in a folder. */
  public static Workbench open(Path folder) {
    Parts parts = new Parts("the workbench");
    try {
      EmbeddedKafka broker = parts.add(new EmbeddedKafka(folder, 0));
      broker.start();
      KafkaConnection kafka = broker.connection();
      SchemaRegistryService registry =
          parts.add(
              new SchemaRegistryService(
                  kafka, HttpListener.loopback(0, "registry.port", REGISTRY_BODY_BYTES)));
      registry.start();
      TopicCreator.create(kafka, 1);
      Admin admin = parts.add(Admin.create(kafka.properties("workbench")));
      return new Workbench(parts, kafka, RegistryConnection.open(registry.address()), admin);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** The way to the broker. */
  public KafkaConnection kafka() {
    return kafka;
  }

  /** The client of the registry. */
  public SchemaRegistry registry() {
    return schemas;
  }

  /** A reader of the topics. */
  public TopicReader reader() {
    return new TopicReader(kafka, registry());
  }

  /** What a job has to be told to find both. */
  public Map<String, String> environment() {
    return Map.of(
        "MILLRACE_KAFKA_BOOTSTRAP",
        kafka.bootstrap(),
        "MILLRACE_REGISTRY_ADDRESS",
        registry.addresses().get(0).toString());
  }

  /** Makes a topic that is not of the catalogue. */
  public void create(String topic, int partitions) throws InterruptedException {
    try {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      while (!admin.listTopics().names().get().contains(topic)) {
        Thread.onSpinWait();
      }
    } catch (ExecutionException e) {
      throw refused("does not create " + topic, e);
    }
  }

  /** Offsets behind the last record of each partition. */
  public Map<TopicPartition, Long> ends(String topic) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      for (TopicDescription description :
          admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
        for (TopicPartitionInfo partition : description.partitions()) {
          wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
        }
      }
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(wanted).all().get().forEach((at, end) -> ends.put(at, end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw refused("does not tell the end of " + topic, e);
    }
  }

  /** How many records a topic that is written without transactions ever had. */
  public long records(String topic) {
    try {
      return ends(topic).values().stream().mapToLong(Long::longValue).sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sum of the offsets that a group has committed in a topic. */
  public long committed(String group, String topic) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    } catch (ExecutionException e) {
      throw refused("does not tell how far " + group + " is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Lets a group that does not run yet begin at the given offsets. */
  public void startAt(String group, Map<TopicPartition, Long> offsets) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> given = new HashMap<>();
    offsets.forEach((partition, offset) -> given.put(partition, new OffsetAndMetadata(offset)));
    try {
      admin.alterConsumerGroupOffsets(group, given).all().get();
    } catch (ExecutionException e) {
      throw refused("does not let " + group + " begin where it should", e);
    }
  }

  /** Forgets all records that a topic has now, so that the disk does not fill. */
  public void clear(String topic) throws InterruptedException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends(topic).forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    try {
      admin.deleteRecords(all).all().get();
    } catch (ExecutionException e) {
      throw refused("does not clear " + topic, e);
    }
  }

  @Override
  public void close() {
    parts.close();
  }

  private static IllegalStateException refused(String what, ExecutionException e) {
    return new IllegalStateException("the broker " + what + ": " + e.getMessage(), e.getCause());
  }
}
