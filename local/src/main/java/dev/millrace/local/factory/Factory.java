package dev.millrace.local.factory;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.console.Console;
import dev.millrace.console.letters.Brokers;
import dev.millrace.cost.CostService;
import dev.millrace.cost.CostSettings;
import dev.millrace.drift.DriftService;
import dev.millrace.inference.InferenceService;
import dev.millrace.inference.InferenceSettings;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.RateLimits;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.lifecycle.LifecycleService;
import dev.millrace.lifecycle.LifecycleSettings;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings;
import dev.millrace.publisher.AlertService;
import dev.millrace.publisher.PublisherService;
import dev.millrace.publisher.PublisherSettings;
import dev.millrace.publisher.WebhookService;
import dev.millrace.schemas.gate.StartUpGate;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** Where the inputs and outputs of batch jobs, datasets and trained models lie. */
  private static final String BUCKET = "millrace";

  /** In whose name jobs read and write it; the stand-in lets anybody. */
  private static final String JOB_ROLE = "arn:aws:iam::000000000000:role/millrace-jobs";

  /** On one machine nothing comes later; what does all the same is counted in a revision. */
  private static final String LATENESS = "5s";

  private static final int STREAM_THREADS = 1;
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
      BedrockLocalService bedrock = new BedrockLocalService(bedrockSettings(plan));
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

      Map<String, String> inferenceSettings =
          inferenceSettings(plan, kafka.connection(), registry.address(), bedrock);
      InferenceService calling = new InferenceService(inferenceSettings, folder.flink());
      folder.starts().started(clock.instant(), callsUnderWay(inferenceSettings) + UNACKNOWLEDGED);
      inference = calling;
      Future<?> flink = beside.submit(() -> running.start(calling));
      DriftService drift =
          new DriftService(
              driftSettings(plan, kafka.connection(), registry.address()), folder.drift());
      LifecycleService lifecycle =
          new LifecycleService(
              lifecycleSettings(plan, kafka.connection(), registry.address(), bedrock));
      IngestionService ingestion =
          new IngestionService(
              ingestionSettings(plan, kafka.connection(), schemas),
              running::services,
              List.of(
                  new Console(
                      new Brokers(kafka.connection(), schemas.client()),
                      plan.folder().personalDataKeys(),
                      clock)));
      running.start(ingestion);
      CostService cost =
          new CostService(costSettings(plan, kafka.connection(), registry.address()));
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
      PublisherSettings publishing =
          publisherSettings(plan, kafka.connection(), registry.address(), bedrock);
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

  private static BedrockLocalSettings bedrockSettings(Plan plan) {
    SettingsReader reader =
        SettingsReader.of(
            JobSettings.of(
                "bedrock",
                plan.environment(),
                Map.of(
                    "bedrock.port",
                    String.valueOf(plan.ports().bedrock()),
                    "bedrock.s3.port",
                    String.valueOf(plan.ports().s3()),
                    "bedrock.s3.buckets",
                    BUCKET,
                    "bedrock.invocations",
                    plan.folder().bedrock().resolve("invocations.jsonl").toString())));
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    return settings.settableBy("--bedrock-port");
  }

  private static Map<String, String> inferenceSettings(
      Plan plan, KafkaConnection kafka, URI registry, BedrockLocalService bedrock) {
    Map<String, String> settings = new HashMap<>(telemetry(plan));
    settings.putAll(
        JobSettings.of(
            "inference",
            plan.environment(),
            Map.of(
                "kafka.bootstrap",
                kafka.bootstrap(),
                "registry.address",
                registry.toString(),
                "aws.region",
                "us-east-1",
                "aws.bedrock.endpoint",
                bedrock.address().toString(),
                "aws.bedrock.control-endpoint",
                bedrock.address().toString(),
                "aws.s3.endpoint",
                bedrock.s3Address().toString(),
                "inference.batch.bucket",
                BUCKET,
                "inference.batch.role-arn",
                JOB_ROLE,
                "aws.access-key-id",
                "local",
                "aws.secret-access-key",
                "local")));
    return settings;
  }

  /** Where spans go, as the environment says. */
  private static Map<String, String> telemetry(Plan plan) {
    return JobSettings.of("telemetry", plan.environment(), Map.of());
  }

  private static CostSettings costSettings(Plan plan, KafkaConnection kafka, URI registry) {
    SettingsReader reader =
        SettingsReader.of(
            JobSettings.of(
                "cost",
                plan.environment(),
                Map.of(
                    "kafka.bootstrap",
                    kafka.bootstrap(),
                    "registry.address",
                    registry.toString(),
                    "cost.queries.port",
                    "0",
                    "cost.state-folder",
                    plan.folder().streams().toString())));
    CostSettings settings = CostSettings.from(reader);
    reader.finish();
    return settings;
  }

  private static LifecycleSettings lifecycleSettings(
      Plan plan, KafkaConnection kafka, URI registry, BedrockLocalService bedrock) {
    SettingsReader reader =
        SettingsReader.of(
            JobSettings.of(
                "lifecycle",
                plan.environment(),
                Map.ofEntries(
                    Map.entry("kafka.bootstrap", kafka.bootstrap()),
                    Map.entry("registry.address", registry.toString()),
                    Map.entry("aws.region", "us-east-1"),
                    Map.entry("aws.bedrock.endpoint", bedrock.address().toString()),
                    Map.entry("aws.bedrock.control-endpoint", bedrock.address().toString()),
                    Map.entry("aws.s3.endpoint", bedrock.s3Address().toString()),
                    Map.entry("aws.access-key-id", "local"),
                    Map.entry("aws.secret-access-key", "local"),
                    Map.entry("lifecycle.bucket", BUCKET),
                    Map.entry("lifecycle.role-arn", JOB_ROLE),
                    Map.entry("lifecycle.state-folder", plan.folder().streams().toString()))));
    LifecycleSettings settings = LifecycleSettings.from(reader);
    reader.finish();
    return settings;
  }

  private static Map<String, String> driftSettings(Plan plan, KafkaConnection kafka, URI registry) {
    Map<String, String> settings =
        JobSettings.of(
            "drift",
            plan.environment(),
            Map.of("kafka.bootstrap", kafka.bootstrap(), "registry.address", registry.toString()));
    settings.putIfAbsent("drift.lateness", LATENESS);
    return settings;
  }

  private static PublisherSettings publisherSettings(
      Plan plan, KafkaConnection kafka, URI registry, BedrockLocalService bedrock) {
    Map<String, String> given =
        new HashMap<>(JobSettings.of("alerts", plan.environment(), Map.of()));
    given.putAll(
        JobSettings.of(
            "publisher",
            plan.environment(),
            Map.of(
                "kafka.bootstrap",
                kafka.bootstrap(),
                "registry.address",
                registry.toString(),
                "aws.region",
                "us-east-1",
                "aws.cloudwatch.endpoint",
                bedrock.address().toString(),
                "aws.access-key-id",
                "local",
                "aws.secret-access-key",
                "local")));
    SettingsReader reader = SettingsReader.of(given);
    PublisherSettings settings = PublisherSettings.from(reader);
    reader.finish();
    return settings;
  }

  private static int callsUnderWay(Map<String, String> settings) {
    return InferenceSettings.from(SettingsReader.of(settings)).calls().limits().allAtOnce();
  }

  private static IngestionSettings ingestionSettings(
      Plan plan, KafkaConnection kafka, RegistryConnection registry) {
    plan.folder().makePersonalDataKeys();
    SettingsReader reader = SettingsReader.of(telemetry(plan));
    TelemetrySettings telemetry = TelemetrySettings.from(reader);
    reader.finish();
    return new IngestionSettings(
        kafka,
        registry,
        IngestionSettings.gateway(plan.ports().gateway()).settableBy("--gateway-port"),
        new ApiKeys(Map.of(ApiKeys.digest(plan.folder().developmentKey()), Plan.TENANT)),
        plan.folder().personalDataKeys(),
        RateLimits.DEFAULT,
        plan.folder().streams(),
        "ingestion-0",
        STREAM_THREADS,
        StreamLimits.usual(),
        telemetry);
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
