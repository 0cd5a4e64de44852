package dev.millrace.local.factory;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.console.Console;
import dev.millrace.console.letters.Brokers;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.local.browser.Browser;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.TopicChanges;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A factory that has had traffic, and a browser to look at it. */
record OpenConsole(OpenFactory factory, Browser browser) implements AutoCloseable {

  /** Enough for windows of judged answers, and some of them incomplete. */
  private static final int TICKETS = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * When all views have something to show.
   *
   * @param folder of the factory
   * @param profile folder of the browser's
   */
  static OpenConsole start(Path folder, Path executable, Path profile, String pipeline)
      throws Exception {
    OpenFactory factory = OpenFactory.in(folder, Map.of());
    try {
      new SpecWriter(factory.running(), InstantSource.system())
          .apply(ExampleSpec.named(pipeline), "test");
      new TicketTraffic(factory, pipeline, 1).send(TICKETS);
      factory.settled(pipeline);
      await()
          .atMost(PATIENCE)
          .until(() -> api(factory, "/v1/drift?pipeline=" + pipeline).path("figures").size() > 0);
      await()
          .atMost(PATIENCE)
          .until(() -> api(factory, "/v1/dead-letters").path("count").asInt() > 0);
      return new OpenConsole(factory, Browser.start(executable, profile));
    } catch (Throwable e) {
      factory.close();
      throw e;
    }
  }

  /** What the gateway answers. */
  JsonNode api(String path) throws IOException, InterruptedException {
    return api(factory, path);
  }

  private static JsonNode api(OpenFactory factory, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> reply =
        factory.http().send(factory.get(path).build(), BodyHandlers.ofString());
    return new JsonMapper().readTree(reply.body());
  }

  /** As model-lifecycle does. */
  void publish(ModelVersion version) throws IOException {
    RunningFactory running = factory.running();
    AvroCodec<ModelVersion> codec = new AvroCodec<>(Topics.MODEL_VERSIONS, running.registry());
    TopicChanges changes = new TopicChanges("test");
    changes.put(
        new TopicChanges.Target<>(Topics.MODEL_VERSIONS, codec, Map.of()),
        "model-version.change",
        ModelVersions.key(version),
        version);
    try (AuditLog audit =
        AuditLog.open(running.kafka(), running.registry(), InstantSource.system())) {
      audit.append(changes::page);
    }
  }

  /** How often the audit log says that somebody replayed a letter by a key. */
  long audited(String letter) {
    return factory
        .read(
            Topics.AUDIT_LOG,
            event ->
                event.getAction().equals("dead-letter.replay")
                    && event.getSubject().equals(letter)
                    && event.getActor().startsWith("key:"))
        .size();
  }

  /**
   * A console of its own beside the factory, which knows the key {@code beside}; not started.
   *
   * @param state folder of it
   */
  IngestionService beside(Path state) {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "kafka.bootstrap",
                factory.running().address().kafka(),
                "registry.address",
                factory.running().address().registry().toString(),
                "ingestion.threads",
                "0",
                "ingestion.instance",
                "console-0",
                "ingestion.gateway.port",
                "0",
                "ingestion.state-folder",
                state.toString(),
                "ingestion.personal-data.keys-file",
                factory.running().folder().personalDataKeys().toString(),
                "ingestion.keys",
                ApiKeys.digest("beside") + "=default"));
    IngestionSettings settings = IngestionSettings.from(reader);
    reader.finish();
    Console console =
        new Console(
            new Brokers(settings.kafka(), settings.registry().client()),
            settings.personalDataKeys(),
            InstantSource.system());
    return new IngestionService(settings, List.of(console));
  }

  @Override
  public void close() {
    browser.close();
    factory.close();
  }
}
