package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cost.CostSettings;
import dev.millrace.drift.DriftSettings;
import dev.millrace.inference.InferenceSettings;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.lifecycle.LifecycleSettings;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.KafkaSecurity;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicSizes;
import dev.millrace.platform.kafka.TopicsSettings;
import dev.millrace.platform.operations.OperationsSettings;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.PublisherSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each job is started with settings that it takes: its own reader says so. */
class SettingsTest {

  private final Synthesis production = Synthesis.ofProduction();

  @Test
  void gatewayTakesItsSettings() {
    SettingsReader reader = ofTask("entrance", "gateway");

    IngestionSettings settings = IngestionSettings.from(reader);

    reader.finish();
    assertThat(settings.threads()).isZero();
    assertThat(settings.listener().isLoopback()).isFalse();
  }

  /** As ConsoleMain reads them: this module does not know it. */
  @Test
  void consoleTakesItsSettings() {
    SettingsReader reader = ofTask("entrance", "console");

    IngestionSettings settings = IngestionSettings.from(reader);
    OperationsSettings operations = OperationsSettings.from(reader);

    reader.finish();
    assertThat(settings.threads()).isZero();
    assertThat(settings.listener().isLoopback()).isFalse();
    assertThat(operations.listener()).isEmpty();
  }

  @Test
  void ingestionTakesItsSettings() {
    SettingsReader reader = ofTask("jobs", "ingestion");

    IngestionSettings settings = IngestionSettings.from(reader);

    reader.finish();
    assertThat(settings.threads()).isPositive();
    assertThat(settings.instance()).isNotEqualTo(Jobs.NAME_OF_THE_HOST);
    assertThat(IngestionService.GROUP).isEqualTo(Containers.INGESTION_GROUP);
  }

  @Test
  void costAggregatorTakesItsSettings() {
    SettingsReader reader = ofTask("jobs", "cost-aggregator");

    CostSettings settings = CostSettings.from(reader);

    reader.finish();
    assertThat(settings.place().instance()).isNotEqualTo(Jobs.NAME_OF_THE_HOST);
  }

  @Test
  void modelLifecycleTakesItsSettings() {
    SettingsReader reader = ofTask("jobs", "model-lifecycle");

    LifecycleSettings settings = LifecycleSettings.from(reader);

    reader.finish();
    assertThat(settings.work().prefix()).isEqualTo(Models.LIFECYCLE_PREFIX);
  }

  @Test
  void metricsPublisherTakesItsSettings() {
    SettingsReader reader = ofTask("jobs", "metrics-publisher");

    PublisherSettings settings = PublisherSettings.from(reader);

    reader.finish();
    assertThat(settings.mode()).isEqualTo(PublisherSettings.Mode.CLOUDWATCH);
  }

  @Test
  void topicsAreMadeAsTheStageSays() {
    SettingsReader reader = ofTask("jobs", "topics");

    TopicsSettings settings = TopicsSettings.from(reader);

    reader.finish();
    assertThat(settings.sizes())
        .isEqualTo(
            new TopicSizes(
                production.stage().place().zones(),
                production.stage().brokers().trafficPartitions()));
  }

  /** As DeployedFactory of module local reads them: this module does not know it. */
  @Test
  void erasureOfTenantsTakesItsSettings() {
    SettingsReader reader = ofTask("jobs", "erase-tenant");

    KafkaConnection kafka = KafkaConnection.from(reader);
    RegistryConnection registry = RegistryConnection.from(reader);
    AwsConnection aws = AwsConnection.from(reader);
    String secret = reader.text("personal-data.secret");

    reader.finish();
    assertThat(kafka.security()).isInstanceOf(KafkaSecurity.MskIam.class);
    assertThat(registry.addresses()).hasSize(1);
    assertThat(aws.region()).isEqualTo(production.stage().place().region());
    assertThat(secret).isNotBlank();
  }

  @Test
  void inferenceTakesItsRuntimeProperties() {
    SettingsReader reader = SettingsReader.of(ofApplication("inference-stream"));

    InferenceSettings settings = InferenceSettings.from(reader);

    reader.finish();
    assertThat(settings.batch()).isPresent();
    assertThat(settings.calls().limits().quotas()).hasSize(production.stage().models().size());
  }

  @Test
  void driftTakesItsRuntimeProperties() {
    SettingsReader reader = SettingsReader.of(ofApplication("drift-detector"));

    DriftSettings unused = DriftSettings.from(reader);

    reader.finish();
  }

  private SettingsReader ofTask(String stack, String job) {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode task : production.resources(stack, "AWS::ECS::TaskDefinition")) {
      if (task.path("Family").asText().endsWith("-" + job)) {
        for (JsonNode container : task.path("ContainerDefinitions")) {
          if (container.path("Name").asText().equals("job")) {
            container
                .path("Environment")
                .forEach(
                    one ->
                        environment.put(
                            one.path("Name").asText(), Synthesis.text(one.path("Value"))));
          }
        }
      }
    }
    assertThat(environment).as(job).isNotEmpty();
    return SettingsReader.from(environment, Optional.empty());
  }

  private Map<String, String> ofApplication(String job) {
    Map<String, String> settings = new HashMap<>();
    for (JsonNode application :
        production.resources("flink", "AWS::KinesisAnalyticsV2::Application")) {
      if (application.path("ApplicationName").asText().endsWith(job)) {
        application
            .at("/ApplicationConfiguration/EnvironmentProperties/PropertyGroups/0/PropertyMap")
            .properties()
            .forEach(one -> settings.put(one.getKey(), Synthesis.text(one.getValue())));
      }
    }
    assertThat(settings).as(job).isNotEmpty();
    return settings;
  }
}
