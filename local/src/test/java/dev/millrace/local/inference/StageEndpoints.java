package dev.millrace.local.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the job talks to besides Kafka, in this process, and the job itself in others. */
final class StageEndpoints implements AutoCloseable {

  static final String MODEL = "amazon.nova-micro-v1:0";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY = 1 << 20;

  private final KafkaConnection kafka;
  private final Path folder;
  private final SchemaRegistryService registry;
  private final BedrockLocalService bedrock;

  /** Starts them, makes the topics and appoints the model. */
  StageEndpoints(KafkaConnection kafka, Path folder, Duration latency) {
    this.kafka = kafka;
    this.folder = folder;
    this.registry =
        new SchemaRegistryService(kafka, HttpListener.loopback(0, "registry.port", MAX_BODY));
    this.bedrock =
        new BedrockLocalService(
            new BedrockLocalSettings(
                HttpListener.loopback(0, "bedrock.port", MAX_BODY),
                invocations(),
                latency,
                Map.of(),
                Map.of()));
    registry.start();
    TopicCreator.create(kafka, 1);
    bedrock.start();
    topics().appoint(MODEL);
  }

  StageTopics topics() {
    return new StageTopics(kafka, RegistryConnection.open(registry.address()).client());
  }

  /** Starts the job, which resumes from where the last one was. */
  Process launch(int callsAtOnce) throws IOException {
    return InferenceProcess.start(
        folder.resolve("flink"),
        Map.of(
            "kafka.bootstrap", kafka.bootstrap(),
            "registry.address", registry.address().toString(),
            "aws.bedrock.endpoint", bedrock.address().toString(),
            "aws.access-key-id", "local",
            "aws.secret-access-key", "local",
            "inference.calls-at-once", String.valueOf(callsAtOnce)));
  }

  /** The endpoint's own ids of all calls that it has answered. */
  List<String> calls() throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(invocations())) {
      ids.add(JSON.readTree(line).path("requestId").asText());
    }
    return ids;
  }

  @Override
  public void close() {
    bedrock.close();
    registry.close();
  }

  private Path invocations() {
    return folder.resolve("invocations.jsonl");
  }
}
