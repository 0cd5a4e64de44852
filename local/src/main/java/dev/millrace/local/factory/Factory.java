package dev.millrace.local.factory;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.console.Console;
import dev.millrace.console.letters.Brokers;
import dev.millrace.cost.CostService;
import dev.millrace.drift.DriftService;
import dev.millrace.inference.InferenceService;
import dev.millrace.inference.InferenceSettings;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.lifecycle.LifecycleService;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.AlertService;
import dev.millrace.publisher.PublisherService;
import dev.millrace.publisher.PublisherSettings;
import dev.millrace.publisher.WebhookService;
import dev.millrace.schemas.gate.StartUpGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole factory in this process: Kafka, the schema registry, the endpoint and every job, with
 * its data in one folder.
 *
 * <pre>
 * kafka ─> registry ─> topics ─┬─> ingestion, cost-aggregator ─────┬─> ready
 * bedrock-local ───────────────┴─> inference-stream ────────────────┴─> drift-detector,
 *                                                                       model-lifecycle,
 *                                                                       metrics-publisher,
 *                                                                       alerts
 * </pre>
 *
 * <p><i>Owner</i>: whoever starts it closes it.
 */
public final class Factory implements AutoCloseable {

  private static final int REGISTRY_BODY_BYTES = 4 * 1024 * 1024;

  /** One node holds every copy there is. */
  private static final int REPLICATION = 1;

  /** Predictions that may be on their way to Kafka when the process is killed. */
  private static final int UNACKNOWLEDGED = 512;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DataFolder folder;
  private final InstantSource clock;
  private final Running running;
  private final DataFolder.Lock lock;
  private @Nullable FactoryAddress address;
  private @Nullable InferenceService inference;

  private Factory(DataFolder folder, InstantSource clock, Consumer<String> progress) {
    this.folder = folder;
    this.clock = clock;
    this.running = new Running(clock, progress);
    folder.prepare();
    this.lock = folder.lock();
  }

  /**
   * Starts a factory and returns when it takes events.
   *
   * @param plan where it lies and listens
   * @param progress is told what is ready
   * @throws FactoryException where the folder cannot be used, or a part does not start
   * @throws InterruptedException where it was told to stop meanwhile; nothing is left running
   */
  public static Factory start(Plan plan, InstantSource clock, Consumer<String> progress)
      throws InterruptedException {
    Factory factory = new Factory(plan.folder(), clock, progress);
    boolean isReady = false;
    try {
      factory.start(plan);
      isReady = true;
      return factory;
    } finally {
      if (!isReady) {
        // Whoever stops while interrupted leaves Kafka and Flink half-way.
        boolean wasInterrupted = Thread.interrupted();
        factory.close();
        if (wasInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Where it listens. */
  public FactoryAddress address() {
    if (address == null) {
      throw new IllegalStateException("the factory is not started");
    }
    return address;
  }

  /** Why it cannot go on; nothing while it can. */
  public Optional<String> failure() {
    return running.failure();
  }

  @Override
  public void close() {
    try {
      folder.withdraw();
      running.close();
      address = null;
      if (inference != null) {
        inference.close();
        if (inference.stoppedCleanly()) {
          folder.starts().stopped(clock.instant());
        }
        inference = null;
      }
    } finally {
      lock.close();
    }
  }

  private void start(Plan plan) throws InterruptedException {
    folder.withdraw();
    ExecutorService beside = Executors.newCachedThreadPool();
    try {
      BedrockLocalService bedrock = new BedrockLocalService(FactorySettings.bedrock(plan));
      Future<?> endpoint = beside.submit(() -> running.start(bedrock));
      EmbeddedKafka kafka = new EmbeddedKafka(folder.kafka(), plan.ports().kafka());
      running.start(kafka);
      SchemaRegistryService registry =
          new SchemaRegistryService(
              kafka.connection(),
              HttpListener.loopback(
                  plan.ports().registry(), "--registry-port", REGISTRY_BODY_BYTES));
      Future<?> topics = beside.submit(() -> TopicCreator.create(kafka.connection(), REPLICATION));
      running.start(registry);
      RegistryConnection schemas = RegistryConnection.open(registry.address());
      new StartUpGate(schemas.client()).pass();
      await(topics);
      await(endpoint);

      FactorySettings settings =
          new FactorySettings(plan, kafka.connection(), registry.address(), bedrock);
      Map<String, String> inferenceSettings = settings.inference();
      InferenceService calling = new InferenceService(inferenceSettings, folder.flink());
      folder.starts().started(clock.instant(), callsUnderWay(inferenceSettings) + UNACKNOWLEDGED);
      inference = calling;
      Future<?> flink = beside.submit(() -> running.start(calling));
      DriftService drift = new DriftService(settings.drift(), folder.drift());
      LifecycleService lifecycle = new LifecycleService(settings.lifecycle());
      IngestionService ingestion =
          new IngestionService(
              settings.ingestion(),
              running::services,
              List.of(
                  new Console(
                      new Brokers(kafka.connection(), schemas.client()),
                      plan.folder().personalDataKeys(),
                      clock)));
      running.start(ingestion);
      CostService cost = new CostService(settings.cost());
      running.start(cost);
      await(flink);
      for (Service service : new Service[] {ingestion, calling, cost}) {
        running.awaitRunning(service, PATIENCE);
      }
      address =
          new FactoryAddress(
              ingestion.address(),
              kafka.connection().bootstrap(),
              registry.address(),
              bedrock.address(),
              bedrock.s3Address(),
              ProcessHandle.current().pid());
      folder.publish(address);
      PublisherSettings publishing = settings.publisher();
      // Nobody waits for these: they catch up with what came before they run.
      List<Service> behind =
          new ArrayList<>(
              List.of(
                  drift,
                  lifecycle,
                  new PublisherService(publishing),
                  new AlertService(publishing)));
      WebhookService.of(publishing).ifPresent(behind::add);
      running.startLater(behind);
    } finally {
      beside.shutdownNow();
    }
  }

  private static int callsUnderWay(Map<String, String> settings) {
    return InferenceSettings.from(SettingsReader.of(settings)).calls().limits().allAtOnce();
  }

  private static void await(Future<?> work) throws InterruptedException {
    try {
      work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("a part of the factory does not start", e.getCause());
    }
  }

  /**
   * What a factory is to be like.
   *
   * @param environment variables that may set {@code bedrock.*}, {@code inference.*}, {@code
   *     cost.*}, {@code drift.*}, {@code lifecycle.*}, {@code publisher.*}, {@code alerts.*} and
   *     {@code telemetry.*}
   */
  public record Plan(DataFolder folder, Ports ports, Map<String, String> environment) {

    /** Whom the development key stands for. */
    public static final String TENANT = "default";

    public Plan {
      environment = Map.copyOf(environment);
    }
  }
}
