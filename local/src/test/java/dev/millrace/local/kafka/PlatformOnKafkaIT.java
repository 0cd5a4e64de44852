package dev.millrace.local.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform makes of Kafka, on a real broker. */
class PlatformOnKafkaIT {

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private static final Topic<ReferenceRecord> ROWS = Topics.REFERENCE_DATA;

  @TempDir private static Path folder;

  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static final AvroCodec<ReferenceRecord> CODEC = new AvroCodec<>(ROWS, REGISTRY);

  private static EmbeddedKafka kafka = new EmbeddedKafka(Path.of("unused"), 0);

  @BeforeAll
  static void start() {
    kafka = new EmbeddedKafka(folder, 0);
    kafka.start();
    TopicCreator.create(kafka.connection(), 1);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void createsEveryTopicOfTheCatalogueAsItSays() throws Exception {
    try (Admin admin = admin()) {
      for (Topic<?> topic : Topics.all()) {
        assertThat(admin.describeTopics(List.of(topic.name())).allTopicNames().get().values())
            .as(topic.name())
            .singleElement()
            .satisfies(found -> assertThat(found.partitions()).hasSize(topic.partitions()));
        if (topic.retention() instanceof Retention.Delete delete) {
          assertThat(setting(admin, topic, "cleanup.policy")).isEqualTo("delete");
          assertThat(setting(admin, topic, "retention.ms"))
              .isEqualTo(String.valueOf(delete.after().toMillis()));
          assertThat(setting(admin, topic, "segment.ms"))
              .isEqualTo(String.valueOf(Math.min(DAY_MILLIS, delete.after().toMillis())));
        } else {
          assertThat(setting(admin, topic, "cleanup.policy")).isEqualTo("compact");
          assertThat(setting(admin, topic, "max.compaction.lag.ms"))
              .isEqualTo(String.valueOf(DAY_MILLIS));
        }
        assertThat(setting(admin, topic, "min.insync.replicas")).isEqualTo("1");
        assertThat(setting(admin, topic, "max.message.bytes")).isEqualTo("4194304");
      }
    }
  }

  @Test
  void leavesTopicsAloneThatAreThere() {
    assertThatCode(() -> TopicCreator.create(kafka.connection(), 1)).doesNotThrowAnyException();
  }

  @Test
  void refusesATopicThatWouldLoseItsRecords() throws Exception {
    try (Admin admin = admin()) {
      setPolicy(admin, Topics.MODEL_VERSIONS, "delete");

      assertThatThrownBy(() -> TopicCreator.create(kafka.connection(), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("model-versions has cleanup.policy delete, expected compact");
      setPolicy(admin, Topics.MODEL_VERSIONS, "compact");
    }
  }

  @Test
  void saysWhyTopicsCannotBeCreated() throws Exception {
    try (EmbeddedKafka fresh = new EmbeddedKafka(folder.resolve("fresh"), 0)) {
      fresh.start();

      assertThatThrownBy(() -> TopicCreator.create(fresh.connection(), 3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the topics cannot be created on 127.0.0.1:")
          .hasMessageContaining("replication factor");
    }
  }

  @Test
  void readsCommittedRecordsOnlyAndEndsBehindTheMarkers() throws Exception {
    TopicReader reader = new TopicReader(kafka.connection(), REGISTRY);
    Map<Integer, Long> before = reader.ends(ROWS);
    try (KafkaProducer<String, byte[]> producer = producer("reader-test")) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, "read/kept", "1").get();
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, "read/aborted", "1").get();
      producer.abortTransaction();
    }

    List<String> keys = new ArrayList<>();
    reader.readFrom(ROWS, before, record -> keys.add(record.key()));

    assertThat(keys).contains("read/kept").doesNotContain("read/aborted");
    List<String> none = new ArrayList<>();
    reader.readFrom(Topics.AUDIT_LOG, reader.ends(Topics.AUDIT_LOG), r -> none.add(r.key()));
    assertThat(none).isEmpty();
  }

  @Test
  void readsWhatIsNoRecordRawOnly() throws Exception {
    Topic<AuditEvent> topic = Topics.AUDIT_LOG;
    try (KafkaProducer<String, byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(topic.name(), "k", "nonsense".getBytes(UTF_8))).get();
    }
    TopicReader reader = new TopicReader(kafka.connection(), REGISTRY);

    List<String> values = new ArrayList<>();
    reader.readRaw(topic, record -> values.add(new String(record.value(), UTF_8)));

    assertThat(values).containsExactly("nonsense");
    assertThatThrownBy(() -> reader.read(topic, record -> {}))
        .hasRootCauseInstanceOf(dev.millrace.schemas.wire.UnreadableRecordException.class);
  }

  @Test
  void readsAStretchPartitionByPartitionWhateverCameBeforeAndComesLater() throws Exception {
    Topic<?> topic = Topics.FEEDBACK;
    TopicReader reader = new TopicReader(kafka.connection(), REGISTRY);
    List<String> values = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer = producer()) {
      // The broker's time counts, whatever a producer says.
      Instant since = Instant.ofEpochMilli(send(producer, 1, "before") + 1);
      await().until(() -> !Instant.now().isBefore(since));
      send(producer, 1, "third");
      send(producer, 0, "first");
      send(producer, 0, "second");
      Map<Integer, Long> from = reader.since(topic, since);
      Map<Integer, Long> until = reader.ends(topic);
      send(producer, 0, "later");
      reader.readRawBetween(
          topic, from, until, record -> values.add(new String(record.value(), UTF_8)));

      assertThat(values).containsExactly("first", "second", "third");
      assertThat(from.get(2)).isEqualTo(until.get(2)).isZero();
    }
  }

  @Test
  void followsUntilItIsTold() throws Exception {
    AtomicBoolean goOn = new AtomicBoolean(true);
    List<String> keys = new CopyOnWriteArrayList<>();
    TopicReader reader = new TopicReader(kafka.connection(), REGISTRY);
    CompletableFuture<Void> following =
        CompletableFuture.runAsync(
            () -> reader.follow(ROWS, goOn::get, record -> keys.add(record.key())));
    try (KafkaProducer<String, byte[]> producer = producer()) {
      send(producer, "follow/1", "1").get();
      await().until(() -> keys.contains("follow/1"));
      send(producer, "follow/2", "1").get();
      await().until(() -> keys.contains("follow/2"));
    }

    goOn.set(false);
    following.get();
  }

  @Test
  void saysWhichTopicIsMissing() {
    Topic<ReferenceRecord> missing =
        new Topic<>("no-such-topic", ReferenceRecord.class, "key", 1, ROWS.retention(), "None.");
    TopicReader reader = new TopicReader(kafka.connection(), REGISTRY);

    assertThatThrownBy(() -> reader.read(missing, record -> {}))
        .hasMessageStartingWith("the brokers have no topic no-such-topic");
    assertThatThrownBy(() -> CompactedView.open(missing, kafka.connection(), REGISTRY))
        .hasMessageStartingWith("the brokers have no topic no-such-topic");
  }

  @Test
  void findsEveryKeyThatWasAcknowledgedBefore() throws Exception {
    try (CompactedView<ReferenceRecord> view =
            CompactedView.open(ROWS, kafka.connection(), REGISTRY);
        KafkaProducer<String, byte[]> producer = producer()) {
      for (int i = 0; i < 50; i++) {
        String key = "view/" + i;
        assertThat(view.findFresh(key)).isEmpty();
        send(producer, key, "1").get();

        assertThat(view.findFresh(key)).as(key).isPresent();
      }
      producer.send(new ProducerRecord<>(ROWS.name(), "view/7", null)).get();
      await().atMost(Duration.ofSeconds(5)).until(() -> view.find("view/7").isEmpty());
      assertThat(view.startingWith("view/")).hasSize(49);
    }
  }

  @Test
  void answersACrowdThatMissesQuickly() {
    try (CompactedView<ReferenceRecord> view =
        CompactedView.open(ROWS, kafka.connection(), REGISTRY)) {
      List<CompletableFuture<?>> crowd = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        crowd.add(view.findFreshLater("missing/" + i).toCompletableFuture());
      }

      assertThat(CompletableFuture.allOf(crowd.toArray(CompletableFuture<?>[]::new)))
          .succeedsWithin(Duration.ofSeconds(10));
    }
  }

  /** The time at which the broker took it. */
  private static long send(KafkaProducer<String, byte[]> producer, int partition, String value)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(Topics.FEEDBACK.name(), partition, "k", value.getBytes(UTF_8)))
        .get()
        .timestamp();
  }

  private static void setPolicy(Admin admin, Topic<?> topic, String policy) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                resource(topic),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
        .all()
        .get();
    await().until(() -> setting(admin, topic, "cleanup.policy").equals(policy));
  }

  private static String setting(Admin admin, Topic<?> topic, String name) throws Exception {
    Config config =
        admin.describeConfigs(List.of(resource(topic))).all().get().values().iterator().next();
    return config.get(name).value();
  }

  private static ConfigResource resource(Topic<?> topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }

  private static Admin admin() {
    return Admin.create(kafka.connection().properties("test"));
  }

  private static KafkaProducer<String, byte[]> producer() {
    KafkaConnection connection = kafka.connection();
    return new KafkaProducer<>(
        connection.properties("test"), new StringSerializer(), new ByteArraySerializer());
  }

  private static KafkaProducer<String, byte[]> producer(String transactionalId) {
    Map<String, Object> properties = kafka.connection().properties("test");
    properties.put("transactional.id", transactionalId);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  private static Future<RecordMetadata> send(
      KafkaProducer<String, byte[]> producer, String key, String value) {
    ReferenceRecord row =
        new ReferenceRecord(
            "table", key, ByteBuffer.wrap(value.getBytes(UTF_8)), Instant.ofEpochMilli(0));
    return producer.send(new ProducerRecord<>(ROWS.name(), key, CODEC.encode(row)));
  }
}
