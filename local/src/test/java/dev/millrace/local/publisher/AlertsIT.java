package dev.millrace.local.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.Alert;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts of a process that is killed by kill -9, to a receiver that is away now and then, on a real
 * broker.
 */
class AlertsIT {

  private static final int MAX_BODY = 4 << 20;
  private static final int LETTERS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder = Path.of("");

  private final List<HttpCall> calls = new CopyOnWriteArrayList<>();
  private final PublisherProcess publisher = new PublisherProcess();

  @Test
  void tellsOfWhatRingsUnderOneIdThroughKillsAndOutage() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      kafka.start();
      try (SchemaRegistryService registry =
              new SchemaRegistryService(
                  kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
          HttpServer receiver = receiver()) {
        registry.start();
        TopicCreator.create(kafka.connection(), 1);
        RegistryConnection schemas = RegistryConnection.open(registry.address());
        int port = freePort();
        Map<String, String> environment =
            Map.of(
                "MILLRACE_KAFKA_BOOTSTRAP", kafka.connection().bootstrap(),
                "MILLRACE_REGISTRY_ADDRESS", registry.address().toString(),
                "MILLRACE_PUBLISHER_MODE", "none",
                "MILLRACE_ALERTS_WEBHOOK_URL", receiver.address() + "/in",
                "MILLRACE_OPERATIONS_PORT", String.valueOf(port));
        try {
          publisher.start(environment);
          await().atMost(PATIENCE).until(() -> ready(port).equals("200 ready"));
          send(kafka, schemas);
          await().atMost(PATIENCE).until(() -> !publisher.isAlive());
          assertThat(calls).hasSize(1);

          publisher.start(environment);
          await().atMost(PATIENCE).until(() -> calls.size() >= 4);
          await().atMost(PATIENCE).until(() -> ready(port).equals("200 ready"));
        } finally {
          publisher.kill();
        }

        assertThat(calls)
            .extracting(call -> call.header("webhook-id"))
            .containsOnly(calls.get(0).header("webhook-id"));
        JsonNode body = new JsonMapper().readTree(calls.get(0).body());
        assertThat(body.path("type").textValue()).isEqualTo("alert.firing");
        assertThat(body.at("/data/rule").textValue()).isEqualTo("dead-letters");
        List<Alert> written = new ArrayList<>();
        new TopicReader(kafka.connection(), schemas.client())
            .read(Topics.ALERTS, record -> written.add(record.value()));
        assertThat(written).hasSize(1);
        assertThat(written.get(0).getText()).contains("triage/ingestion/MALFORMED_JSON (12)");
      }
    }
  }

  /** Takes the first message, and nobody learns of it; then it is away twice. */
  private HttpServer receiver() {
    return HttpServer.start(
        "receiver",
        HttpListener.loopback(0, "test", MAX_BODY),
        new Routes()
            .on(
                "POST",
                "/in",
                call -> {
                  calls.add(call);
                  if (calls.size() == 1) {
                    publisher.kill();
                  }
                  return HttpReply.empty(calls.size() < 4 ? 503 : 204).done();
                }));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String ready(int port) throws InterruptedException {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "not yet";
    }
  }

  private static void send(EmbeddedKafka kafka, RegistryConnection registry) {
    AvroCodec<DeadLetter> codec = new AvroCodec<>(Topics.DEAD_LETTERS, registry.client());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().properties("test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < LETTERS; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    Topics.DEAD_LETTERS.name(), 0, "customer", codec.encode(letter())));
      }
      producer.flush();
    }
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MALFORMED_JSON")
        .setDetail("a test says so")
        .setPipeline("triage")
        .setTopic(Topics.RAW_EVENTS.name())
        .setPartition(0)
        .setOffset(0)
        .setHeaders(List.of())
        .setFailedAt(Instant.now())
        .build();
  }
}
