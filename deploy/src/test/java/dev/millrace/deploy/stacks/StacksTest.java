package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.Role;
import dev.millrace.schemas.lake.LakeTable;
import dev.millrace.schemas.metrics.Alarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.assertions.Match;

/** What each stack has to be, whatever else changes in its template. */
class StacksTest {

  private final Synthesis production = Synthesis.ofProduction();

  @Test
  void nothingLeadsOutOfTheNetwork() {
    production.template("network").resourceCountIs("AWS::EC2::NatGateway", 0);
    for (JsonNode route : production.resources("network", "AWS::EC2::Route")) {
      assertThat(route.path("RouteTableId").path("Ref").asText()).contains("public");
    }
    Set<String> services = new HashSet<>();
    production
        .resources("network", "AWS::EC2::VPCEndpoint")
        .forEach(endpoint -> services.add(endpoint.path("ServiceName").toString()));
    assertThat(services)
        .anyMatch(name -> name.contains("bedrock-runtime"))
        .anyMatch(name -> name.contains("monitoring"))
        .anyMatch(name -> name.contains("s3"));
  }

  @Test
  void onlyTheBalancerIsOpenToTheWorld() {
    for (JsonNode group : production.resources("network", "AWS::EC2::SecurityGroup")) {
      boolean open = group.path("SecurityGroupIngress").toString().contains("0.0.0.0/0");
      assertThat(open)
          .as(group.path("GroupDescription").asText())
          .isEqualTo(group.path("GroupDescription").asText().startsWith("The load balancer"));
    }
  }

  @Test
  void brokersTakeIamOverTlsAndNothingElse() {
    production
        .template("streaming")
        .hasResourceProperties(
            "AWS::MSK::Cluster",
            Match.objectLike(
                Map.of(
                    "ClientAuthentication",
                    Map.of(
                        "Sasl", Map.of("Iam", Map.of("Enabled", true)),
                        "Unauthenticated", Map.of("Enabled", false)),
                    "EncryptionInfo",
                    Match.objectLike(
                        Map.of(
                            "EncryptionInTransit",
                            Map.of("ClientBroker", "TLS", "InCluster", true))),
                    "NumberOfBrokerNodes",
                    3)));
    String properties =
        production
            .resources("streaming", "AWS::MSK::Configuration")
            .get(0)
            .path("ServerProperties")
            .toString();
    assertThat(properties)
        .contains("auto.create.topics.enable=false")
        .contains("default.replication.factor=3")
        .contains("min.insync.replicas=2");
  }

  @Test
  void everyContainerIsReadOnlyAndNobodysRoot() {
    List<JsonNode> tasks =
        new ArrayList<>(production.resources("jobs", "AWS::ECS::TaskDefinition"));
    tasks.addAll(production.resources("entrance", "AWS::ECS::TaskDefinition"));

    assertThat(tasks).hasSize(9);
    for (JsonNode task : tasks) {
      assertThat(task.at("/RuntimePlatform/CpuArchitecture").asText()).isEqualTo("ARM64");
      for (JsonNode container : task.path("ContainerDefinitions")) {
        assertThat(container.path("ReadonlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("User").asText()).isEqualTo("10001:10001");
        assertThat(container.path("StopTimeout").asInt()).isEqualTo(30);
      }
    }
  }

  @Test
  void flinkRunsAsTheJobsAreBuilt() {
    for (JsonNode application :
        production.resources("flink", "AWS::KinesisAnalyticsV2::Application")) {
      assertThat(application.path("RuntimeEnvironment").asText()).isEqualTo("FLINK-2_2");
      assertThat(
              application
                  .at("/ApplicationConfiguration/ApplicationSnapshotConfiguration/SnapshotsEnabled")
                  .asBoolean())
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY, entrance, gateway",
    "CONSOLE, entrance, console",
    "INGESTION, jobs, ingestion",
    "COST_AGGREGATOR, jobs, cost-aggregator",
    "MODEL_LIFECYCLE, jobs, model-lifecycle",
    "METRICS_PUBLISHER, jobs, metrics-publisher",
    "SCHEMA_REGISTRY, jobs, registry",
    "TOPIC_CREATOR, jobs, topics",
    "TENANT_ERASER, jobs, erase-tenant",
    "INFERENCE_STREAM, flink, inference-stream",
    "DRIFT_DETECTOR, flink, drift-detector"
  })
  void everyRoleOfAJobHasWhatTheCatalogueOfAccessSaysAndNothingElse(
      Role role, String stack, String job) {
    String prefix = production.stage().prefix();
    Set<String> said = new TreeSet<>();
    for (Need need : Access.of(role, production.stage().brokers().ownTopics())) {
      String name = need.name().map(one -> "/" + one.pattern()).orElse("");
      for (Action action : need.actions()) {
        said.add(action.iamName() + " " + need.kind().word() + "/" + prefix + name);
      }
    }

    assertThat(production.rights(stack, prefix + "-" + job, "kafka-cluster:")).isEqualTo(said);
  }

  /** IAM cannot hold what the task is told to run: who starts it could have it show the keys. */
  @Test
  void thePolicyOfWhoErasesTenantsStartsATaskAndHasNoRightToKeysOfItsOwn() {
    List<JsonNode> policies = production.resources("jobs", "AWS::IAM::ManagedPolicy");
    String policy = policies.get(0).at("/PolicyDocument/Statement").toString();

    assertThat(policies).hasSize(1);
    assertThat(policy).contains("ecs:RunTask").doesNotContain("secretsmanager:", "kms:");
    assertThat(production.resources("jobs", "AWS::IAM::Policy"))
        .filteredOn(role -> role.toString().contains("secretsmanager:PutSecretValue"))
        .hasSize(1)
        .allSatisfy(role -> assertThat(role.path("Roles").toString()).contains("erasetenantRole"));
  }

  /** IAM takes 10,240 characters of policies within a role, blanks not counted. */
  @Test
  void policiesFitIntoTheirRoles() {
    for (String stack : production.templates().keySet()) {
      for (JsonNode policy : production.resources(stack, "AWS::IAM::Policy")) {
        int length = 0;
        for (JsonNode statement : policy.at("/PolicyDocument/Statement")) {
          for (JsonNode resource : statement.path("Resource")) {
            length += Synthesis.text(resource).length() + 3;
          }
          length +=
              statement.path("Action").toString().length()
                  + statement.path("Condition").toString().length()
                  + 80;
        }
        assertThat(length).as(stack + " " + policy.path("PolicyName")).isLessThan(10_240);
      }
    }
  }

  @Test
  void callersComeInByTlsAndPastAFirewall() {
    production
        .template("entrance")
        .hasResourceProperties(
            "AWS::ElasticLoadBalancingV2::Listener",
            Match.objectLike(Map.of("Port", 443, "Protocol", "HTTPS")));
    production.template("entrance").resourceCountIs("AWS::ElasticLoadBalancingV2::Listener", 1);
    production.template("entrance").resourceCountIs("AWS::WAFv2::WebACLAssociation", 1);
  }

  @Test
  void theConsoleIsReachedByItsNameFromWhereOperatorsAreAndFromNowhereElse() {
    List<JsonNode> rules =
        new ArrayList<>(
            production.resources("entrance", "AWS::ElasticLoadBalancingV2::ListenerRule"));
    rules.sort(Comparator.comparingInt(rule -> rule.path("Priority").asInt()));

    assertThat(rules).hasSize(2);
    for (JsonNode rule : rules) {
      assertThat(rule.path("Conditions").toString()).contains("console.example.com");
    }
    assertThat(rules.get(0).path("Conditions").toString()).contains("203.0.113.0/24");
    assertThat(rules.get(0).at("/Actions/0/Type").asText()).isEqualTo("forward");
    assertThat(rules.get(0).at("/Actions/0/TargetGroupArn").toString()).contains("Console");
    assertThat(rules.get(1).path("Conditions")).hasSize(1);
    assertThat(rules.get(1).at("/Actions/0/FixedResponseConfig/StatusCode").asText())
        .isEqualTo("403");
  }

  /** An event that quotes an attack is an event. */
  @Test
  void noBodyIsHeldBackByTheFirewall() {
    JsonNode rules = production.resources("entrance", "AWS::WAFv2::WebACL").get(0).path("Rules");
    Set<String> counted = new TreeSet<>();
    for (JsonNode overrides : rules.findValues("RuleActionOverrides")) {
      for (JsonNode override : overrides) {
        assertThat(override.path("ActionToUse").has("Count")).isTrue();
        counted.add(override.path("Name").asText());
      }
    }

    assertThat(counted)
        .containsExactly("JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY");
  }

  @Test
  void everyAlarmOfTheCatalogueIsThere() {
    List<JsonNode> alarms = production.resources("watch", "AWS::CloudWatch::Alarm");

    for (Alarm alarm : Alarm.values()) {
      assertThat(alarms)
          .as(alarm.key())
          .anyMatch(
              made ->
                  made.path("AlarmName").asText().equals("millrace-production-" + alarm.key())
                      && made.at("/Metrics/0/Expression").asText().equals(alarm.query())
                      && made.path("Threshold").asDouble() == alarm.threshold());
    }
    assertThat(alarms).hasSize(Alarm.values().length + 9);
    production.template("watch").resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  }

  /** Where a figure does not exist by the name it is asked for, an alarm is silent for ever. */
  @Test
  void alarmsOfAwsAskForFiguresThatThereAre() {
    assertThat(alarm("kafka-disk").at("/Metrics/0/Expression").asText())
        .contains("\"Broker ID\"", "= 'millrace-production'");
    assertThat(alarm("inference-checkpoints").at("/Metrics/1/Expression").asText())
        .as("counted since the job began")
        .isEqualTo("RATE(failed)");
    assertThat(alarm("inference-down").path("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(alarm("drift-down").path("TreatMissingData").asText()).isEqualTo("breaching");
  }

  /** S3 counts requests by the filter of a bucket that names the folder, and not without one. */
  @ParameterizedTest
  @CsvSource({"lake-errors, lake", "trail-errors, audit-trail"})
  void whatDidNotGetIntoTheLakeRings(String id, String part) {
    String bucket = "millrace-production-" + part + "-123456789012";
    JsonNode made =
        production.resources("lake", "AWS::S3::Bucket").stream()
            .filter(one -> one.path("BucketName").asText().equals(bucket))
            .findFirst()
            .orElseThrow();
    Map<String, String> dimensions = new HashMap<>();
    alarm(id)
        .path("Dimensions")
        .forEach(one -> dimensions.put(one.path("Name").asText(), one.path("Value").asText()));

    assertThat(made.path("MetricsConfigurations")).hasSize(1);
    assertThat(made.at("/MetricsConfigurations/0/Prefix").asText()).isEqualTo("errors/");
    assertThat(dimensions)
        .containsEntry("BucketName", bucket)
        .containsEntry("FilterId", made.at("/MetricsConfigurations/0/Id").asText());
    assertThat(alarm(id).path("MetricName").asText()).isEqualTo("PutRequests");
  }

  private JsonNode alarm(String id) {
    return production.resources("watch", "AWS::CloudWatch::Alarm").stream()
        .filter(made -> made.path("AlarmName").asText().equals("millrace-production-" + id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTableOfTheLakeIsFedAndTagged() {
    int tables = LakeTable.all().size();
    production.template("lake").resourceCountIs("AWS::Glue::Table", tables);
    production.template("lake").resourceCountIs("AWS::LakeFormation::TagAssociation", tables);
    production.template("lake").resourceCountIs("AWS::KinesisFirehose::DeliveryStream", tables + 1);
  }

  @Test
  void nobodyDeletesTheAuditTrail() {
    production
        .template("lake")
        .hasResourceProperties(
            "AWS::S3::Bucket",
            Match.objectLike(
                Map.of(
                    "ObjectLockConfiguration",
                    Map.of(
                        "ObjectLockEnabled",
                        "Enabled",
                        "Rule",
                        Map.of(
                            "DefaultRetention", Map.of("Days", 7 * 365, "Mode", "COMPLIANCE"))))));
  }

  @Test
  void everyModelHasAProfileThatIsCharged() {
    List<JsonNode> profiles =
        production.resources("models", "AWS::Bedrock::ApplicationInferenceProfile");

    assertThat(profiles).hasSize(production.stage().models().size());
    for (JsonNode profile : profiles) {
      assertThat(profile.path("Tags").toString())
          .contains(Models.TEAM_TAG, Stacks.STAGE_TAG, "support", "production");
    }
  }

  @Test
  void theBudgetIsThatOfTheStage() {
    JsonNode budget = production.resources("fence", "AWS::Budgets::Budget").get(0);

    assertThat(budget.at("/Budget/BudgetLimit/Amount").asInt()).isEqualTo(5000);
    assertThat(budget.at("/Budget/CostFilters").toString())
        .contains("user:millrace-stage$production");
    assertThat(budget.path("NotificationsWithSubscribers")).hasSize(4);
  }
}
