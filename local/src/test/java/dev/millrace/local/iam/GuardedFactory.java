package dev.millrace.local.iam;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.console.Console;
import dev.millrace.console.letters.Brokers;
import dev.millrace.cost.CostService;
import dev.millrace.cost.CostSettings;
import dev.millrace.drift.DriftService;
import dev.millrace.inference.InferenceService;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.lifecycle.LifecycleService;
import dev.millrace.lifecycle.LifecycleSettings;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.FactoryAddress;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.AlertService;
import dev.millrace.publisher.PublisherService;
import dev.millrace.publisher.PublisherSettings;
import dev.millrace.schemas.access.Role;
import dev.millrace.schemas.gate.StartUpGate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every job of the factory in this process, each under its own role of IAM. */
final class GuardedFactory implements AutoCloseable {

  static final String TENANT = "default";
  static final String KEY = "mr_test";

  private static final String BUCKET = "millrace";
  private static final String JOB_ROLE = "arn:aws:iam::000000000000:role/millrace-jobs";
  private static final int MAX_BODY = 4 << 20;

  private final Path folder;
  private final IamCluster cluster;
  private final Deque<Service> services = new ArrayDeque<>();
  private final Map<String, String> surroundings;
  private final FactoryAddress address;
  private final URI console;

  GuardedFactory(Path folder, IamCluster cluster) throws IOException {
    this.folder = folder;
    this.cluster = cluster;
    TopicCreator.create(cluster.as(Role.TOPIC_CREATOR), 1);
    SchemaRegistryService registry =
        started(
            new SchemaRegistryService(
                cluster.as(Role.SCHEMA_REGISTRY),
                HttpListener.loopback(0, "registry.port", MAX_BODY)));
    new StartUpGate(RegistryConnection.open(registry.address()).client()).pass();
    BedrockLocalService bedrock =
        started(
            new BedrockLocalService(
                read(
                    BedrockLocalSettings::from,
                    Map.of(
                        "bedrock.port",
                        "0",
                        "bedrock.s3.port",
                        "0",
                        "bedrock.s3.buckets",
                        BUCKET,
                        "bedrock.invocations",
                        folder.resolve("invocations.jsonl").toString()))));
    surroundings =
        Map.of(
            "aws.region",
            IamCluster.REGION,
            "aws.access-key-id",
            "local",
            "aws.secret-access-key",
            "local",
            "aws.bedrock.endpoint",
            bedrock.address().toString(),
            "aws.bedrock.control-endpoint",
            bedrock.address().toString(),
            "aws.s3.endpoint",
            bedrock.s3Address().toString());
    Map<String, String> schemas = Map.of("registry.address", registry.address().toString());

    new KeyLines(new SecureRandom()).create(folder.resolve("personal-data.keys"));
    started(new IngestionService(ingestion(Role.INGESTION, 1, schemas)));
    IngestionService gateway = started(new IngestionService(ingestion(Role.GATEWAY, 0, schemas)));
    IngestionSettings beside = ingestion(Role.CONSOLE, 0, schemas);
    console =
        started(
                new IngestionService(
                    beside,
                    List.of(
                        new Console(
                            new Brokers(beside.kafka(), beside.registry().client()),
                            beside.personalDataKeys(),
                            InstantSource.system()))))
            .address();
    started(
        new CostService(
            read(
                CostSettings::from,
                all(
                    Map.of("cost.queries.port", "0", "cost.state-folder", streams("cost")),
                    schemas,
                    cluster.settings(Role.COST_AGGREGATOR)))));
    started(
        new InferenceService(
            all(
                schemas,
                surroundings,
                Map.of("inference.batch.bucket", BUCKET, "inference.batch.role-arn", JOB_ROLE),
                cluster.settings(Role.INFERENCE_STREAM)),
            folder.resolve("flink")));
    started(
        new DriftService(
            all(schemas, Map.of("drift.lateness", "1s"), cluster.settings(Role.DRIFT_DETECTOR)),
            folder.resolve("drift")));
    started(
        new LifecycleService(
            read(
                LifecycleSettings::from,
                all(
                    Map.of(
                        "lifecycle.bucket", BUCKET,
                        "lifecycle.role-arn", JOB_ROLE,
                        "lifecycle.state-folder", streams("lifecycle"),
                        "lifecycle.tick", "200ms",
                        "lifecycle.relook", "1s",
                        "lifecycle.shadow.requests", "10",
                        "lifecycle.shadow.longest", "5s",
                        "lifecycle.dataset.holdout-percent", "40"),
                    schemas,
                    surroundings,
                    cluster.settings(Role.MODEL_LIFECYCLE)))));
    PublisherSettings telling =
        read(
            PublisherSettings::from,
            all(
                Map.of(
                    "aws.region",
                    IamCluster.REGION,
                    "aws.access-key-id",
                    "local",
                    "aws.secret-access-key",
                    "local",
                    "aws.cloudwatch.endpoint",
                    bedrock.address().toString()),
                schemas,
                cluster.settings(Role.METRICS_PUBLISHER)));
    started(new PublisherService(telling));
    started(new AlertService(telling));
    address =
        new FactoryAddress(
            gateway.address(),
            cluster.asItself().bootstrap(),
            registry.address(),
            bedrock.address(),
            bedrock.s3Address(),
            ProcessHandle.current().pid());
  }

  /** As people see it who have a role at the brokers. */
  RunningFactory as(Role role) {
    return new RunningFactory(DataFolder.at(folder), address, KEY, cluster.as(role));
  }

  /** As nobody is kept from anything. */
  RunningFactory asItself() {
    return new RunningFactory(DataFolder.at(folder), address, KEY, cluster.asItself());
  }

  /** Where the console listens, a process of its own beside the gateway. */
  URI console() {
    return console;
  }

  /** Jobs that do not do their work. */
  List<String> unwell() {
    return services.stream()
        .filter(service -> !(service.health() instanceof Health.Running))
        .map(service -> service.name() + " " + service.health())
        .toList();
  }

  @Override
  public void close() {
    services.forEach(Service::close);
  }

  private IngestionSettings ingestion(Role role, int threads, Map<String, String> schemas) {
    return read(
        IngestionSettings::from,
        all(
            Map.of(
                "ingestion.gateway.port", "0",
                "ingestion.keys", ApiKeys.digest(KEY) + "=" + TENANT,
                "ingestion.personal-data.keys-file",
                    folder.resolve("personal-data.keys").toString(),
                "ingestion.state-folder", streams(role.label()),
                "ingestion.instance", role.label(),
                "ingestion.threads", String.valueOf(threads)),
            schemas,
            cluster.settings(role)));
  }

  private String streams(String job) {
    return folder.resolve("streams").resolve(job).toString();
  }

  private <S extends Service> S started(S service) {
    services.push(service);
    service.start();
    return service;
  }

  private static <S> S read(Function<SettingsReader, S> reading, Map<String, String> given) {
    SettingsReader reader = SettingsReader.of(given);
    S settings = reading.apply(reader);
    reader.finish();
    return settings;
  }

  @SafeVarargs
  private static Map<String, String> all(Map<String, String>... parts) {
    Map<String, String> all = new HashMap<>();
    for (Map<String, String> part : parts) {
      all.putAll(part);
    }
    return all;
  }
}
