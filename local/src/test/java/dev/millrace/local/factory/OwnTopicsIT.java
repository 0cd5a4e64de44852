package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.client.Books;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on topics of their producers' own, applied while the factory runs. */
class OwnTopicsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int EVENTS = 40;

  private static final Schema TICKET =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Ticket", "namespace": "com.example.tickets", "fields": [
                {"name": "number", "type": "long"},
                {"name": "tenant", "type": "string"},
                {"name": "text", "type": ["null", "string"], "default": null},
                {"name": "opened", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
              """);

  private static final Header STRUCTURED =
      header("content-type", "application/cloudevents+json; charset=UTF-8");

  @TempDir private static Path folder;
  private static Factory factory;
  private static RunningFactory running;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws InterruptedException {
    Factory.Plan plan = new Factory.Plan(DataFolder.at(folder), Ports.free(), Map.of());
    factory = Factory.start(plan, InstantSource.system(), step -> {});
    running = RunningFactory.in(DataFolder.at(folder));
    producer =
        new KafkaProducer<>(
            running.kafka().properties("outside"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    factory.close();
  }

  @Test
  void answersWhatProducersWriteToTopicsOfTheirOwn() throws Exception {
    create("own-json", "own-avro", "own-events");
    sendJson();
    apply("json-one", "{ topic: own-json, format: json, id: /no, key: /customer }");
    apply("avro", "{ topic: own-avro, format: avro, id: /number, tenant: /tenant, time: /opened }");
    sendAvro();
    apply("events", "{ topic: own-events, format: cloudevents }");
    apply("late", "{ topic: own-late, format: json, id: /no, start: now }");
    sendCloudEvents();
    apply("json-two", "{ topic: own-json, format: json, id: /no }");
    create("own-late");
    send("own-late", "{\"no\":1,\"text\":\"my card is lost\"}");
    publish("json-one", "{\"no\":\"by-http\",\"text\":\"my card is lost\"}");

    assertSettled("json-one", EVENTS + 1, 2);
    assertSettled("json-two", EVENTS, 2);
    assertSettled("avro", EVENTS, 1);
    assertSettled("events", EVENTS, 2);
    assertSettled("late", 1, 0);
    assertThat(predictions("avro"))
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getTenant()).isEqualTo("acme");
              assertThat(prediction.getOccurredAt().toEpochMilli())
                  .isEqualTo(Long.parseLong(prediction.getEventId()));
            });
    assertThat(letters("own-json"))
        .extracting(letter -> letter.getPipeline() + " " + letter.getCause())
        .containsExactlyInAnyOrder(
            "json-one MALFORMED_JSON",
            "json-one UNREADABLE",
            "json-two MALFORMED_JSON",
            "json-two UNREADABLE");
    assertThat(letters("own-avro")).extracting(DeadLetter::getCause).containsExactly("UNREADABLE");
    assertThat(letters("own-events"))
        .extracting(DeadLetter::getCause)
        .containsExactlyInAnyOrder("INVALID_FIELD", "UNSUPPORTED_CONTENT_TYPE");
  }

  /** Good records, one that is no JSON and one that has no value. */
  private static void sendJson() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      send("own-json", "{\"no\":" + i + ",\"customer\":\"c" + i % 3 + "\",\"text\":\"lost card\"}");
    }
    send("own-json", "{\"no\":");
    producer.send(new ProducerRecord<>("own-json", new byte[] {1}, null)).get();
  }

  /** Good records by a schema that we have never seen, and one of an unknown schema. */
  private static void sendAvro() throws Exception {
    int id = running.registry().register("own-avro-value", TICKET);
    for (int i = 0; i < EVENTS; i++) {
      GenericData.Record ticket = new GenericData.Record(TICKET);
      ticket.put("number", (long) i);
      ticket.put("tenant", "acme");
      ticket.put("text", "which exchange rate");
      ticket.put("opened", (long) i);
      producer.send(new ProducerRecord<>("own-avro", null, encoded(id, ticket))).get();
    }
    producer.send(new ProducerRecord<>("own-avro", null, new byte[] {0, 0, 1, 0, 0, 2})).get();
  }

  /** Both modes in turns, one that lacks its type, and one whose data is text. */
  private static void sendCloudEvents() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      String data = "{\"text\":\"my card is lost\"}";
      if (i % 2 == 0) {
        send("own-events", structured(i, "\"type\":\"t\",\"data\":" + data), STRUCTURED);
      } else {
        send(
            "own-events",
            data,
            header("ce_specversion", "1.0"),
            header("ce_id", String.valueOf(i)),
            header("ce_source", "/it"),
            header("ce_type", "t"),
            header("content-type", "application/json"));
      }
    }
    send("own-events", structured(EVENTS, "\"data\":1"), STRUCTURED);
    send(
        "own-events",
        structured(
            EVENTS + 1, "\"type\":\"t\",\"datacontenttype\":\"text/plain\",\"data\":\"text\""),
        STRUCTURED);
  }

  private static String structured(int id, String more) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/it\"," + more + "}";
  }

  /** Over all tenants: what comes over HTTP is the key's. */
  private static void assertSettled(String pipeline, long answered, long letters) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              Balance balance = new Books(running).balance();
              List<Balance.Account> accounts =
                  balance.accounts().stream()
                      .filter(account -> account.pipeline().equals(pipeline))
                      .toList();
              assertThat(balance.violations()).isEmpty();
              assertThat(
                      accounts.stream()
                          .mapToLong(one -> one.predictions().get(Outcome.ANSWERED))
                          .sum())
                  .as(pipeline)
                  .isEqualTo(answered);
              assertThat(accounts.stream().mapToLong(Balance.Account::deadLetters).sum())
                  .as(pipeline)
                  .isEqualTo(letters);
            });
    assertThat(predictions(pipeline)).extracting(Prediction::getEventId).doesNotHaveDuplicates();
  }

  private static void apply(String pipeline, String source) throws IOException {
    SpecResult result =
        new SpecReader(SchemaFiles.none())
            .readSupported(
                "apiVersion: millrace/v1\npipeline: "
                    + pipeline
                    + "\ntask: classification\nsource: "
                    + source
                    + "\nprompt: { user: \"{{text}}\", labels: [lost_card, exchange_rate] }\n"
                    + "models: { champion: amazon.nova-micro-v1:0 }\n");
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    new SpecWriter(running, InstantSource.system())
        .apply(((SpecResult.Valid) result).spec(), "test");
  }

  private static void create(String... topics) throws Exception {
    try (Admin admin = Admin.create(running.kafka().properties("outside"))) {
      admin
          .createTopics(
              List.of(topics).stream()
                  .map(name -> new NewTopic(name, Optional.of(3), Optional.empty()))
                  .toList())
          .all()
          .get();
    }
  }

  private static void send(String topic, String value, Header... headers) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topic, null, (byte[]) null, value.getBytes(UTF_8), List.of(headers)))
        .get();
  }

  private static void publish(String pipeline, String event) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    running.address().gateway()
                        + "/v1/pipelines/"
                        + pipeline
                        + "/events?idPointer=/no"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + running.key())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(event))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(202);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  private static byte[] encoded(int id, GenericData.Record record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<>(TICKET).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static List<Prediction> predictions(String pipeline) {
    List<Prediction> found = new ArrayList<>();
    running
        .topics()
        .read(
            Topics.PREDICTIONS,
            record -> {
              if (record.value().getPipeline().equals(pipeline)) {
                found.add(record.value());
              }
            });
    return found;
  }

  private static List<DeadLetter> letters(String topic) {
    List<DeadLetter> found = new ArrayList<>();
    running
        .topics()
        .read(
            Topics.DEAD_LETTERS,
            record -> {
              if (record.value().getTopic().equals(topic)) {
                found.add(record.value());
              }
            });
    return found;
  }
}
