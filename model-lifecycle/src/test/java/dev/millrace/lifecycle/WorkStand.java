package dev.millrace.lifecycle;

import static org.awaitility.Awaitility.await;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.lifecycle.dataset.ExampleSource;
import dev.millrace.lifecycle.dataset.PinnedTopics;
import dev.millrace.lifecycle.dataset.RunFiles;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.aws.BlockingClients;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.record.Feedback;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The stand-in for Bedrock and S3, and topics in memory, for tests of the long work. */
public final class WorkStand implements PinnedTopics, AutoCloseable {

  public static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");
  public static final String NOVA = "amazon.nova-micro-v1:0";
  public static final String ROLE = "arn:aws:iam::000000000000:role/training";
  public static final String PIPELINE = "triage";
  public static final List<String> LABELS = List.of("bug", "billing");

  public final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  public final AwsConnection aws;
  public final S3Client s3;
  public final BedrockClient bedrock;
  public final RunFiles files;

  /** Tenants that were erased. */
  public final Set<String> erased = ConcurrentHashMap.newKeySet();

  private final BedrockLocalService endpoint;
  private final AvroCodec<InferenceRequest> requests;
  private final AvroCodec<Feedback> feedback;
  private final Map<String, List<byte[]>> topics = new HashMap<>();

  private WorkStand(BedrockLocalService endpoint) {
    this.endpoint = endpoint;
    this.aws = AwsConnection.local(endpoint.address());
    this.s3 = BlockingClients.files(aws, Optional.of(endpoint.s3Address()));
    this.bedrock = BlockingClients.control(BedrockClient.builder(), aws, aws.endpoint());
    this.files = new RunFiles(s3, "millrace", "lifecycle");
    this.requests = new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry);
    this.feedback = new AvroCodec<>(Topics.FEEDBACK, registry);
  }

  /** As a setup file says. */
  public static WorkStand start(Path folder, String setup) throws IOException {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "bedrock.port",
                "0",
                "bedrock.s3.port",
                "0",
                "bedrock.s3.buckets",
                "millrace",
                "bedrock.invocations",
                folder.resolve("invocations.jsonl").toString(),
                "bedrock.setup-file",
                Files.writeString(folder.resolve("setup.json"), setup).toString()));
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    BedrockLocalService endpoint = new BedrockLocalService(settings);
    endpoint.start();
    return new WorkStand(endpoint);
  }

  /** Its topics as examples are taken from them. */
  public ExampleSource examples() {
    return new ExampleSource(this, registry, erased::contains);
  }

  /** Adds a request and its label, an hour later. */
  public void labelled(String id, String text, String label) {
    request(id, text, request -> {});
    label(id, label, MONDAY.plus(Duration.ofHours(1)));
  }

  /** Adds so many tickets of both labels, each of its own text. */
  public void tickets(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean isBug = i % 2 == 0;
      labelled(
          "r" + i,
          isBug
              ? "the app crashed with error " + i + " after the update"
              : "invoice " + i + " charged me twice, I want a refund",
          isBug ? "bug" : "billing");
    }
  }

  /** Adds a request. */
  public void request(String id, String text, Consumer<InferenceRequest> change) {
    InferenceRequest request =
        InferenceRequest.newBuilder()
            .setRequestId(id)
            .setEventId("event-" + id)
            .setTenant("acme")
            .setPipeline(PIPELINE)
            .setSpecRevision(1)
            .setTask(Task.CLASSIFICATION)
            .setPrompt(new Prompt("Sort the ticket.", text, List.of("billing")))
            .setLane(Lane.INTERACTIVE)
            .setOccurredAt(MONDAY)
            .setReceivedAt(MONDAY)
            .setDeadline(MONDAY.plusSeconds(60))
            .build();
    change.accept(request);
    add(Topics.INFERENCE_REQUESTS, requests.encode(request));
  }

  /** Adds a label. */
  public void label(String id, @Nullable String label, Instant at) {
    feedback(new Feedback(id, null, "acme", PIPELINE, label, null, "agent", at));
  }

  /** Adds feedback. */
  public void feedback(Feedback one) {
    add(Topics.FEEDBACK, feedback.encode(one));
  }

  /** Adds bytes. */
  public void add(Topic<?> topic, byte[] value) {
    topics.computeIfAbsent(topic.name(), none -> new ArrayList<>()).add(value);
  }

  @Override
  public Pinned pin() {
    return new Pinned(end(Topics.FEEDBACK), end(Topics.INFERENCE_REQUESTS));
  }

  @Override
  public void read(Topic<?> topic, Offsets offsets, Consumer<byte @Nullable []> to) {
    int from = Math.toIntExact(offsets.from().getOrDefault(0, 0L));
    int end = Math.toIntExact(offsets.to().getOrDefault(0, 0L));
    topics.getOrDefault(topic.name(), List.of()).subList(from, end).forEach(to);
  }

  /** Asks until the answer is an end. */
  public static <S> S ended(Supplier<S> question, Predicate<S> isEnd) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(question::get, isEnd);
  }

  @Override
  public void close() {
    bedrock.close();
    s3.close();
    endpoint.close();
  }

  private Offsets end(Topic<?> topic) {
    return new Offsets(
        Map.of(0, 0L), Map.of(0, (long) topics.getOrDefault(topic.name(), List.of()).size()));
  }
}
