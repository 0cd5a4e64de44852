package dev.millrace.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.FactoryProcess.Result;
import dev.millrace.platform.telemetry.testing.StandInCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks at every byte behind ingestion of a whole factory, and of its spans, for what was tagged as
 * personal data.
 */
@Tag("long")
class PersonalDataIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int EVENTS = 120;
  private static final int NOTES = 30;

  /** Every so many events lack what the prompt asks for. */
  private static final int FAULTY = 10;

  private static final String OWN_TOPIC = "care-notes-in";

  /** What ingestion reads: personal data may be there. */
  private static final Set<String> INPUTS = Set.of("raw-events", "reference-data", OWN_TOPIC);

  private static final Pattern SECRET =
      Pattern.compile("@secret\\.example|\\+49 170 55501|4000001234\\d|Hidden Street");

  @TempDir private Path parent = Path.of("");

  @Test
  void nothingTaggedLeavesIngestion() throws Exception {
    Path folder = Files.createDirectory(parent.resolve("data"));
    writeSpecs();
    try (StandInCollector collector = new StandInCollector(StandInCollector.Keeping.ALL);
        FactoryProcess factory = FactoryProcess.start(folder, traced(collector))) {
      Map<String, Object> kafka =
          Map.of("bootstrap.servers", factory.ready().path("kafka").asText());
      try (Admin admin = Admin.create(kafka)) {
        admin.createTopics(List.of(new NewTopic(OWN_TOPIC, 2, (short) 1))).all().get();
      }
      run(factory, "reference", "load", "customers", file("customers.csv"), "--key", "id");
      run(factory, "apply", file("care.yaml"));
      run(factory, "apply", file("notes.yaml"));

      run(factory, "send", "--pipeline", "care", "--id-column", "id", file("events.jsonl"));
      writeNotes(kafka);
      awaitBalance(factory, EVENTS + NOTES);

      assertThat(found(kafka, INPUTS)).as("the test of the test").hasSizeGreaterThan(EVENTS);
      assertThat(foundBehind(kafka)).isEmpty();
      assertThat(Files.readString(parent.resolve("up.log"))).doesNotContainPattern(SECRET);

      String letter =
          run(factory, "dead-letters", "list", "--pipeline", "care", "--json")
              .json()
              .path(0)
              .path("id")
              .asText();
      assertThat(run(factory, "dead-letters", "show", letter).lines().toString())
          .containsPattern(SECRET);

      Files.writeString(
          parent.resolve("care.yaml"),
          Files.readString(parent.resolve("care.yaml")).replace("{{subject}}", "a question"));
      run(factory, "apply", file("care.yaml"));
      run(factory, "dead-letters", "replay", "--pipeline", "care", "--json");
      await()
          .atMost(PATIENCE)
          .until(() -> balance(factory).path("deadLetters").asInt() == NOTES / FAULTY);
      awaitBalance(factory, EVENTS + NOTES);
      assertThat(foundBehind(kafka)).isEmpty();
      assertThat(Files.readString(parent.resolve("up.log"))).doesNotContainPattern(SECRET);
      assertThat(factory.stop()).isZero();
      assertThat(spans(collector))
          .contains("process raw-events", "process " + OWN_TOPIC, "chat ")
          .doesNotContainPattern(SECRET);
    }
  }

  private static Map<String, String> traced(StandInCollector collector) {
    return Map.of(
        "MILLRACE_TELEMETRY_COLLECTOR",
        collector.address().toString(),
        "MILLRACE_TELEMETRY_RATIO",
        "1");
  }

  /** Texts of spans are on the wire as they are. */
  private static String spans(StandInCollector collector) {
    StringBuilder all = new StringBuilder();
    collector.bodies().forEach(body -> all.append(new String(body, ISO_8859_1)));
    return all.toString();
  }

  private static String email(int i) {
    return "person" + i + "@secret.example";
  }

  private static String phone(int i) {
    return "+49 170 55501" + (100 + i);
  }

  /** Valid by Luhn: fifteen digits and the one that makes them so. */
  private static String card(int i) {
    String digits = "4000001234" + (10_000 + i);
    int sum = 0;
    for (int at = 0; at < digits.length(); at++) {
      int digit = digits.charAt(digits.length() - 1 - at) - '0';
      int twice = at % 2 == 0 ? 2 * digit : digit;
      sum += twice > 9 ? twice - 9 : twice;
    }
    return digits + (10 - sum % 10) % 10;
  }

  private void writeSpecs() throws IOException {
    String models = "models: { champion: amazon.nova-micro-v1:0 }\n";
    Files.writeString(
        parent.resolve("care.schema.json"),
        """
        { "type": "object", "properties": {
            "email": { "type": "string", "x-pii": "hash" },
            "address": { "type": "object", "x-pii": "drop" } } }
        """);
    Files.writeString(
        parent.resolve("care.yaml"),
        """
        apiVersion: millrace/v1
        pipeline: care
        task: classification
        schema: care.schema.json
        governance:
          pii: { /phone: mask, /card: tokenise, /body: redact, /account/mail: drop, "/contacts/*/mail": hash }
        enrich: [ { table: customers, key: /customer, as: account } ]
        prompt:
          user: "{{subject}} {{event}} {{account.tier}}"
          labels: [billing, bug]
          maxTokens: 16
        """
            + models);
    Files.writeString(
        parent.resolve("notes.yaml"),
        """
        apiVersion: millrace/v1
        pipeline: notes
        task: classification
        source: { topic: care-notes-in, format: json, id: /id }
        governance: { pii: { /note: redact, /mail: drop } }
        prompt: { user: "{{note}}", labels: [billing, bug], maxTokens: 16 }
        """
            + models);
    StringBuilder customers = new StringBuilder("id,tier,mail\n");
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      customers.append("c").append(i).append(",gold,").append(email(i)).append('\n');
      events
          .append("{\"id\":\"e" + i + "\",\"customer\":\"c" + i + "\",")
          .append(i % FAULTY == 0 ? "" : "\"subject\":\"a question\",")
          .append("\"email\":\"" + email(i) + "\",\"phone\":\"" + phone(i) + "\",")
          .append("\"card\":" + card(i) + ",\"address\":{\"street\":\"Hidden Street\"},")
          .append("\"contacts\":[{\"mail\":\"" + email(i) + "\"}],")
          .append("\"body\":\"call " + phone(i) + ", charge " + card(i) + ", or " + email(i))
          .append("\"}\n");
    }
    Files.writeString(parent.resolve("customers.csv"), customers);
    Files.writeString(parent.resolve("events.jsonl"), events);
  }

  /** A tenth cannot be read, and is set aside by the feed. */
  private static void writeNotes(Map<String, Object> kafka) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < NOTES; i++) {
        String note =
            "{\"id\":\"n" + i + "\",\"mail\":\"" + email(i) + "\",\"note\":\"ask " + email(i);
        producer
            .send(
                new ProducerRecord<>(
                    OWN_TOPIC, (note + (i % FAULTY == 0 ? "" : "\"}")).getBytes(UTF_8)))
            .get();
      }
    }
  }

  private static void awaitBalance(FactoryProcess factory, int accepted) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              JsonNode balance = balance(factory);
              assertThat(balance.path("violations")).isEmpty();
              assertThat(balance.path("accepted").asInt()).isEqualTo(accepted);
              assertThat(balance.path("inFlight").asInt()).isZero();
            });
  }

  private static JsonNode balance(FactoryProcess factory) throws IOException, InterruptedException {
    return factory.run("reconcile", "--json").json();
  }

  private static Set<String> foundBehind(Map<String, Object> kafka) throws Exception {
    try (Admin admin = Admin.create(kafka)) {
      Set<String> behind = new TreeSet<>(admin.listTopics().names().get());
      behind.removeAll(INPUTS);
      assertThat(behind).contains("inference-requests", "predictions", "dead-letters");
      return found(kafka, behind);
    }
  }

  /** Places of all records of the topics that hold something secret in any of their bytes. */
  private static Set<String> found(Map<String, Object> kafka, Set<String> topics) {
    Set<String> places = new TreeSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      topics.forEach(
          topic ->
              consumer
                  .partitionsFor(topic)
                  .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (isSecret(record)) {
            places.add(record.topic() + "-" + record.partition() + "@" + record.offset());
          }
        }
      }
    }
    return places;
  }

  private static boolean isSecret(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder all = new StringBuilder();
    Optional.ofNullable(record.key()).ifPresent(key -> all.append(new String(key, UTF_8)));
    Optional.ofNullable(record.value()).ifPresent(value -> all.append(new String(value, UTF_8)));
    record
        .headers()
        .forEach(
            header ->
                Optional.ofNullable(header.value())
                    .ifPresent(value -> all.append(new String(value, UTF_8))));
    return SECRET.matcher(all).find();
  }

  private String file(String name) {
    return parent.resolve(name).toString();
  }

  private static Result run(FactoryProcess factory, String... arguments)
      throws IOException, InterruptedException {
    Result result = factory.run(arguments);
    assertThat(result.exitCode()).as(result.progress()).isZero();
    return result;
  }
}
