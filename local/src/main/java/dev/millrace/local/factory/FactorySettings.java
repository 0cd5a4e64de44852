package dev.millrace.local.factory;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.cost.CostSettings;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.RateLimits;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.lifecycle.LifecycleSettings;
import dev.millrace.local.factory.Factory.Plan;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings;
import dev.millrace.publisher.PublisherSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What each job of a factory on one machine is told: where its parts are, and what the environment
 * says of it.
 *
 * @param registry address of the schemas' registry
 * @param bedrock stand-in for what AWS offers
 */
record FactorySettings(
    Plan plan, KafkaConnection kafka, URI registry, BedrockLocalService bedrock) {

  /** Where the inputs and outputs of batch jobs, datasets and trained models lie. */
  private static final String BUCKET = "millrace";

  /** In whose name jobs read and write it; the stand-in lets anybody. */
  private static final String JOB_ROLE = "arn:aws:iam::000000000000:role/millrace-jobs";

  /** On one machine nothing comes later; what does all the same is counted in a revision. */
  private static final String LATENESS = "5s";

  private static final int STREAM_THREADS = 1;

  static BedrockLocalSettings bedrock(Plan plan) {
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

  Map<String, String> inference() {
    Map<String, String> settings = new HashMap<>(telemetry());
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

  CostSettings cost() {
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

  LifecycleSettings lifecycle() {
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

  Map<String, String> drift() {
    Map<String, String> settings =
        JobSettings.of(
            "drift",
            plan.environment(),
            Map.of("kafka.bootstrap", kafka.bootstrap(), "registry.address", registry.toString()));
    settings.putIfAbsent("drift.lateness", LATENESS);
    return settings;
  }

  PublisherSettings publisher() {
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

  IngestionSettings ingestion() {
    plan.folder().makePersonalDataKeys();
    SettingsReader reader = SettingsReader.of(telemetry());
    TelemetrySettings telemetry = TelemetrySettings.from(reader);
    reader.finish();
    return new IngestionSettings(
        kafka,
        RegistryConnection.open(registry),
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

  /** Where spans go, as the environment says. */
  private Map<String, String> telemetry() {
    return JobSettings.of("telemetry", plan.environment(), Map.of());
  }
}
