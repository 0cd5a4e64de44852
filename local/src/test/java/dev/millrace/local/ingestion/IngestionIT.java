package dev.millrace.local.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Feedback;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job against real Kafka and a registry, in a process of its own that is killed. */
class IngestionIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY = 1 << 20;
  private static final String PIPELINE = Tickets.SPEC.getPipeline();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int BATCHES = 40;
  private static final int BATCH = 50;

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static SchemaRegistryService registry;
  private static URI gateway;
  private static Path personalData;

  private final HttpClient http = HttpClient.newHttpClient();
  private Process job;

  @BeforeAll
  static void start() throws IOException {
    kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka.start();
    registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
    registry.start();
    TopicCreator.create(kafka.connection(), 1);
    personalData = IngestionProcess.personalData(folder);
    gateway = IngestionProcess.freeAddress();
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  @AfterEach
  void end() {
    if (job != null) {
      job.destroyForcibly();
    }
  }

  @Test
  void makesOneRequestOfEachEventThroughKillsAndRepeats() throws Exception {
    launch();
    apply(Tickets.SPEC);
    for (int batch = 0; batch < BATCHES; batch++) {
      if (batch == BATCHES / 4 || batch == BATCHES / 2) {
        job.destroyForcibly().waitFor();
        launch();
      }
      assertThat(send(batch).statusCode()).isEqualTo(202);
    }
    stopCleanly();
    launch(folder.resolve("streams-of-another-machine"));
    for (int batch = 0; batch < BATCHES; batch++) {
      assertThat(send(batch).statusCode()).isEqualTo(202);
    }
    await().atMost(PATIENCE).until(() -> letters().size() == 2 * BATCHES);
    stopCleanly();

    List<ConsumerRecord<String, InferenceRequest>> requests = read(Topics.INFERENCE_REQUESTS);
    Set<String> ids = new HashSet<>();
    requests.forEach(record -> ids.add(record.value().getRequestId()));
    assertThat(requests).hasSize(BATCHES * (BATCH - 1));
    assertThat(ids).hasSameSizeAs(requests);
    assertThat(positions(letters())).hasSize(2 * BATCHES);
    List<ConsumerRecord<String, RawEvent>> events = read(Topics.RAW_EVENTS);
    assertThat(events).hasSize(2 * BATCHES * BATCH);
    assertThat(places(events, RawEvent::getId))
        .containsAll(places(requests, InferenceRequest::getEventId));
  }

  @Test
  void writesFeedbackDownAndSaysWhatIsWrong() throws Exception {
    launch();
    apply(Tickets.SPEC);
    HttpResponse<String> reply =
        post(
            "feedback",
            "application/x-ndjson",
            "{\"eventId\":\"1\",\"label\":\"bug\"}\n{\"eventId\":\"1\"}\n");
    HttpResponse<String> unknown =
        http.send(
            request("/v1/pipelines/nobody/events", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());
    stopCleanly();

    JsonNode receipt = JSON.readTree(reply.body().getBytes(UTF_8));
    assertThat(receipt.path("accepted")).hasSize(1);
    assertThat(receipt.at("/rejected/0/line").asInt()).isEqualTo(2);
    assertThat(unknown.statusCode()).isEqualTo(404);
    List<ConsumerRecord<String, Feedback>> feedback = read(Topics.FEEDBACK);
    assertThat(feedback).hasSize(1);
    assertThat(feedback.get(0).key()).isEqualTo(receipt.at("/accepted/0/requestId").asText());
  }

  private void launch() throws IOException {
    launch(folder.resolve("streams"));
  }

  private void launch(Path state) throws IOException {
    job =
        IngestionProcess.start(
            new IngestionProcess.Place("ingestion-0", gateway, state, personalData),
            kafka.connection().bootstrap(),
            registry.address());
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(this::isReady);
  }

  private boolean isReady() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(gateway.resolve("/readyz")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void stopCleanly() throws InterruptedException {
    job.destroy();
    assertThat(job.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** A batch whose last event lacks what the prompt asks for. */
  private HttpResponse<String> send(int batch) throws IOException, InterruptedException {
    String events =
        IntStream.range(0, BATCH)
            .mapToObj(i -> event(batch + "-" + i, i == BATCH - 1 ? "{}" : "{\"text\":\"hello\"}"))
            .collect(Collectors.joining(",", "[", "]"));
    return post("events", "application/cloudevents-batch+json", events);
  }

  private static String event(String id, String data) {
    return "{\"specversion\":\"1.0\",\"source\":\"/test\",\"type\":\"test\",\"id\":\""
        + id
        + "\",\"data\":"
        + data
        + "}";
  }

  private HttpResponse<String> post(String resource, String type, String body)
      throws IOException, InterruptedException {
    return http.send(
        request("/v1/pipelines/" + PIPELINE + "/" + resource, type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String type) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", "Bearer " + IngestionProcess.KEY)
        .header("Content-Type", type);
  }

  /** Partition, key and event of each record. */
  private static <V extends SpecificRecord> Set<String> places(
      List<ConsumerRecord<String, V>> records, Function<V, String> eventId) {
    Set<String> places = new TreeSet<>();
    for (ConsumerRecord<String, V> record : records) {
      places.add(record.partition() + " " + record.key() + " " + eventId.apply(record.value()));
    }
    return places;
  }

  private List<ConsumerRecord<String, DeadLetter>> letters() {
    return read(Topics.DEAD_LETTERS);
  }

  private static Set<String> positions(List<ConsumerRecord<String, DeadLetter>> letters) {
    return letters.stream()
        .map(record -> record.value().getPartition() + "@" + record.value().getOffset())
        .collect(Collectors.toSet());
  }

  private <V extends SpecificRecord> List<ConsumerRecord<String, V>> read(Topic<V> topic) {
    List<ConsumerRecord<String, V>> records = new ArrayList<>();
    new TopicReader(kafka.connection(), RegistryConnection.open(registry.address()).client())
        .read(topic, records::add);
    return records;
  }

  private void apply(PipelineSpec spec) throws Exception {
    AvroCodec<PipelineSpec> codec =
        new AvroCodec<>(Topics.PIPELINES, RegistryConnection.open(registry.address()).client());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().properties("test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(Topics.PIPELINES.name(), spec.getPipeline(), codec.encode(spec)))
          .get();
    }
  }
}
