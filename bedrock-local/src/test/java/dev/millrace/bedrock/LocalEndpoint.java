package dev.millrace.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** A running endpoint for tests, and a client that speaks bare HTTP to it. */
final class LocalEndpoint implements AutoCloseable {

  static final String NOVA = "/model/amazon.nova-micro-v1%3A0";
  static final String GUARDRAIL = "nosecrets";
  static final ObjectMapper JSON = new ObjectMapper();

  private final BedrockLocalService service;
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalEndpoint(BedrockLocalService service) {
    this.service = service;
  }

  /** One event of a stream. */
  record Event(String type, JsonNode payload) {}

  static LocalEndpoint start(Path folder) {
    return start(folder, Duration.ZERO, Map.of());
  }

  static LocalEndpoint start(Path folder, Duration latency, Map<String, ChatModel> models) {
    return start(
        new BedrockLocalSettings(
            HttpListener.loopback(0, "bedrock.port", 1 << 20),
            folder.resolve("invocations.jsonl"),
            latency,
            models,
            Map.of(GUARDRAIL, Guardrail.ofWords(List.of("Password"), "I must not say."))));
  }

  /** As a setup file says. */
  static LocalEndpoint start(Path folder, String setup) throws IOException {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "bedrock.port", "0",
                "bedrock.invocations", folder.resolve("invocations.jsonl").toString(),
                "bedrock.setup-file",
                    Files.writeString(folder.resolve("setup.json"), setup).toString()));
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    return start(settings);
  }

  private static LocalEndpoint start(BedrockLocalSettings settings) {
    BedrockLocalService service = new BedrockLocalService(settings);
    service.start();
    return new LocalEndpoint(service);
  }

  URI address() {
    return service.address();
  }

  URI s3Address() {
    return service.s3Address();
  }

  HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
    return send(posted(path, body));
  }

  /** Does not wait for the reply. */
  CompletableFuture<HttpResponse<byte[]>> postAsync(String path, String body) {
    return http.sendAsync(posted(path, body), BodyHandlers.ofByteArray());
  }

  private HttpRequest posted(String path, String body) {
    return HttpRequest.newBuilder(URI.create(address() + path))
        .header("Authorization", "Bearer key")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(text(path));
  }

  String text(String path) throws IOException, InterruptedException {
    return new String(
        send(HttpRequest.newBuilder(URI.create(address() + path)).build()).body(), UTF_8);
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofByteArray());
  }

  static JsonNode json(HttpResponse<byte[]> reply) throws IOException {
    return JSON.readTree(reply.body());
  }

  /** The events of a stream, in order. */
  static List<Event> events(HttpResponse<byte[]> reply) throws IOException {
    List<Event> events = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    MessageDecoder decoder = new MessageDecoder(messages::add);
    decoder.feed(ByteBuffer.wrap(reply.body()));
    for (Message message : messages) {
      events.add(
          new Event(
              Objects.requireNonNull(message.getHeaders().get(":event-type")).getString(),
              JSON.readTree(message.getPayload())));
    }
    return events;
  }

  @Override
  public void close() {
    service.close();
  }
}
