package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.Stage.Size;
import dev.millrace.schemas.access.Role;
import dev.millrace.schemas.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs of the factory, with the settings that they run by. */
final class Jobs {

  /** A writable folder of the container; what lies there is made anew from Kafka. */
  static final String STATE = "/var/lib/millrace";

  static final String KEYS_FILE = STATE + "/personal-data.keys";

  /** Makes an instance go by the name of the machine that it is on, which no other has. */
  static final String NAME_OF_THE_HOST = "@host";

  /** As many as the gateway takes in all: they come from the few addresses of the balancer. */
  private static final String CONNECTIONS = "4096";

  /** What only waits: the registry, topics, the publisher. */
  private static final Size SMALL = new Size(512, 1024);

  private final Stage stage;
  private final Streaming streaming;
  private final String registry;

  /**
   * Jobs of one stage.
   *
   * @param registry address of the schema registry
   */
  Jobs(Stage stage, Streaming streaming, String registry) {
    this.stage = stage;
    this.streaming = streaming;
    this.registry = registry;
  }

  /** Of the schema registry. */
  String registryAddress() {
    return registry;
  }

  Job topics() {
    Map<String, String> settings = kafka();
    settings.put("topics.replication", String.valueOf(stage.place().zones()));
    settings.put("topics.traffic-partitions", String.valueOf(stage.brokers().trafficPartitions()));
    return new Job(
        "topics",
        "ingestion",
        "dev.millrace.platform.kafka.TopicsMain",
        Role.TOPIC_CREATOR,
        settings,
        List.of(),
        SMALL,
        false);
  }

  /**
   * What an operator starts to erase a tenant: it waits for nobody and ends. Who starts it says
   * whom and by whose order, in the place of its command.
   *
   * @param secret ARN of the secret that holds the keys of personal data
   * @param key ARN of the key that the secret is encrypted with
   */
  Job erasure(String secret, String key) {
    Map<String, String> settings = common();
    settings.put("aws.region", stage.place().region());
    settings.put("personal-data.secret", secret);
    return new Job(
        "erase-tenant",
        "registry",
        "dev.millrace.local.Main",
        Role.TENANT_ERASER,
        settings,
        List.of(
            Statements.allow(
                "Keys",
                List.of(
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:UpdateSecretVersionStage"),
                List.of(secret)),
            Statements.allow("Key", List.of("kms:Decrypt", "kms:GenerateDataKey"), List.of(key))),
        SMALL,
        false);
  }

  Job registry() {
    Map<String, String> settings = kafka();
    settings.put("registry.host", "0.0.0.0");
    // Its security group lets in jobs and gateways only.
    settings.put("registry.fenced", "true");
    settings.put("registry.port", String.valueOf(Network.REGISTRY_PORT));
    return new Job(
        "registry",
        "registry",
        "dev.millrace.local.registry.SchemaRegistryMain",
        Role.SCHEMA_REGISTRY,
        settings,
        List.of(),
        SMALL,
        false);
  }

  Job gateway() {
    return new Job(
        "gateway",
        "ingestion",
        "dev.millrace.ingestion.IngestionMain",
        Role.GATEWAY,
        gatewaySettings(),
        List.of(),
        stage.gateway().size(),
        true);
  }

  /** A gateway of its own, with what operators look at and may do. */
  Job console() {
    return new Job(
        "console",
        "console",
        "dev.millrace.console.ConsoleMain",
        Role.CONSOLE,
        gatewaySettings(),
        List.of(),
        stage.console().size(),
        true);
  }

  private Map<String, String> gatewaySettings() {
    Map<String, String> settings = ingestionSettings();
    settings.put("ingestion.threads", "0");
    settings.put("ingestion.gateway.host", "0.0.0.0");
    settings.put("ingestion.gateway.port", String.valueOf(Network.GATEWAY_PORT));
    // The load balancer speaks TLS, and nobody else reaches the gateways.
    settings.put("ingestion.gateway.plaintext", "true");
    settings.put("ingestion.gateway.max-connections", CONNECTIONS);
    settings.put("ingestion.gateway.max-connections-per-address", CONNECTIONS);
    Optional<String> firstKey = stage.gateway().firstKey();
    firstKey.ifPresent(key -> settings.put("ingestion.keys", key));
    return settings;
  }

  Job ingestion() {
    return new Job(
        "ingestion",
        "ingestion",
        "dev.millrace.ingestion.IngestionMain",
        Role.INGESTION,
        ingestionSettings(),
        List.of(),
        stage.workers().size(),
        true);
  }

  Job costs() {
    Map<String, String> settings = common();
    settings.put("cost.state-folder", STATE);
    settings.put("cost.instance", NAME_OF_THE_HOST);
    return new Job(
        "cost-aggregator",
        "cost-aggregator",
        "dev.millrace.cost.CostMain",
        Role.COST_AGGREGATOR,
        settings,
        List.of(),
        stage.workers().size(),
        false);
  }

  Job lifecycle(Models models) {
    Map<String, String> settings = common();
    settings.put("aws.region", stage.place().region());
    settings.put("lifecycle.state-folder", STATE);
    settings.put("lifecycle.instance", NAME_OF_THE_HOST);
    settings.put("lifecycle.bucket", models.files().getBucketName());
    settings.put("lifecycle.prefix", Models.LIFECYCLE_PREFIX);
    settings.put("lifecycle.role-arn", models.training().getRoleArn());
    stage
        .training()
        .image()
        .ifPresent(
            image -> {
              settings.put("lifecycle.training.with", "sagemaker");
              settings.put("lifecycle.training.sagemaker.image", image);
            });
    return new Job(
        "model-lifecycle",
        "model-lifecycle",
        "dev.millrace.lifecycle.LifecycleMain",
        Role.MODEL_LIFECYCLE,
        settings,
        models.lifecycle(),
        stage.workers().size(),
        false);
  }

  Job publisher() {
    Map<String, String> settings = common();
    settings.put("aws.region", stage.place().region());
    return new Job(
        "metrics-publisher",
        "metrics-publisher",
        "dev.millrace.publisher.PublisherMain",
        Role.METRICS_PUBLISHER,
        settings,
        List.of(
            Statements.allow(
                Wildcard.METRICS,
                "Tell",
                List.of("cloudwatch:PutMetricData"),
                List.of("*"),
                Map.of("StringEquals", Map.of("cloudwatch:namespace", Metric.NAMESPACE)))),
        SMALL,
        false);
  }

  /** Of inference-stream, as runtime properties of Managed Service for Apache Flink. */
  Map<String, String> inference(Models models) {
    Map<String, String> settings = common();
    settings.put("aws.region", stage.place().region());
    settings.put("inference.calls-at-once", String.valueOf(stage.flink().callsAtOnce()));
    settings.put("inference.quotas", models.quotas());
    settings.put("inference.batch.bucket", models.files().getBucketName());
    settings.put("inference.batch.prefix", Models.BATCH_PREFIX);
    settings.put("inference.batch.role-arn", models.batch().getRoleArn());
    return settings;
  }

  /** Of drift-detector, in the same way. */
  Map<String, String> drift() {
    return common();
  }

  private Map<String, String> ingestionSettings() {
    Map<String, String> settings = common();
    settings.put("ingestion.state-folder", STATE);
    settings.put("ingestion.instance", NAME_OF_THE_HOST);
    settings.put("ingestion.personal-data.keys-file", KEYS_FILE);
    return settings;
  }

  private Map<String, String> common() {
    Map<String, String> settings = kafka();
    settings.put("registry.address", registry);
    return settings;
  }

  private Map<String, String> kafka() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrap", streaming.bootstrap());
    settings.put("kafka.security", "msk-iam");
    return settings;
  }
}
