package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.domain.Balance;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines on topics of their producers' own, applied while the factory runs. */
@Tag("long")
class OwnTopicsIT {

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
  private static OpenFactory factory;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws InterruptedException {
    factory = OpenFactory.in(folder, Map.of());
    producer =
        new KafkaProducer<>(
            factory.running().kafka().properties("outside"),
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
    assertThat(factory.predictions("avro"))
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
    int id = factory.running().registry().register("own-avro-value", TICKET);
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
    factory.settled(
        pipeline,
        accounts ->
            sum(accounts, account -> account.predictions().get(Outcome.ANSWERED)) == answered
                && sum(accounts, Balance.Account::deadLetters) == letters);
    assertThat(factory.predictions(pipeline))
        .extracting(Prediction::getEventId)
        .doesNotHaveDuplicates();
  }

  private static long sum(List<Balance.Account> accounts, ToLongFunction<Balance.Account> count) {
    return accounts.stream().mapToLong(count).sum();
  }

  private static void apply(String pipeline, String source) throws IOException {
    factory.apply(
        "apiVersion: millrace/v1\npipeline: "
            + pipeline
            + "\ntask: classification\nsource: "
            + source
            + "\nprompt: { user: \"{{text}}\", labels: [lost_card, exchange_rate] }\n"
            + "models: { champion: amazon.nova-micro-v1:0 }\n");
  }

  private static void create(String... topics) throws Exception {
    try (Admin admin = Admin.create(factory.running().kafka().properties("outside"))) {
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
    assertThat(factory.post(pipeline, "?idPointer=/no", OpenFactory.JSON, event).statusCode())
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

  private static List<DeadLetter> letters(String topic) {
    return factory.read(Topics.DEAD_LETTERS, letter -> letter.getTopic().equals(topic));
  }
}
