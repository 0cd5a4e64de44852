package dev.millrace.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.iam.Attempts.Right;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.Groups;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.ResourceKind;
import dev.millrace.schemas.access.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each role of the catalogue at a broker that does what IAM would: everything is tried on
 * everything, and what can be done is what the catalogue says, and nothing else.
 */
class AccessIT {

  private static final String OWN = "support-tickets";
  private static final OwnTopics OWN_TOPICS = OwnTopics.of(List.of(OWN));

  /** The catalogue's, what comes beside it, and some that are nobody's. */
  private static final List<String> TOPICS =
      Stream.concat(
              Topics.all().stream().map(Topic::name),
              Stream.of(
                  OWN,
                  "tickets-of-another",
                  Access.SCHEMAS_TOPIC,
                  Groups.INGESTION + "-seen-request-blocks-changelog",
                  Groups.COST_AGGREGATOR + "-cost-windows-changelog",
                  Groups.repartition(Groups.COST_AGGREGATOR, "charges"),
                  Groups.repartition(Groups.MODEL_LIFECYCLE, "sightings"),
                  Groups.MODEL_LIFECYCLE + "-rollout-counts-changelog",
                  Groups.repartition(Groups.JUDGE, "judged-requests"),
                  Groups.repartition(Groups.JUDGE, "judged-answers"),
                  Groups.DRIFT_DETECTOR + "-nothing-changelog"))
          .toList();

  private static final List<String> GROUPS =
      Stream.concat(
              Stream.of(
                  Groups.INGESTION,
                  Groups.INFERENCE_STREAM,
                  Groups.DRIFT_DETECTOR,
                  Groups.COST_AGGREGATOR,
                  Groups.MODEL_LIFECYCLE,
                  Groups.JUDGE,
                  Groups.METRICS_PUBLISHER,
                  Groups.ALERTS,
                  Groups.ALERTS_WEBHOOK,
                  Groups.SOURCES + "ticket-triage",
                  "somebody"),
              Stream.of(Role.values()).map(role -> "millrace-" + role.label()))
          .distinct()
          .toList();

  private static final List<String> TRANSACTIONAL_IDS =
      List.of(
          Groups.AUDIT_WRITER,
          Groups.JUDGE,
          Groups.METRICS_PUBLISHER,
          Groups.ALERTS,
          Groups.INGESTION + "-8a1f7e0c-1",
          Groups.COST_AGGREGATOR + "-8a1f7e0c-1",
          Groups.MODEL_LIFECYCLE + "-8a1f7e0c-1",
          Groups.JUDGE + "-8a1f7e0c-1",
          Groups.SOURCES + "ticket-triage-ingestion-0",
          Groups.INFERENCE_STREAM + "-1",
          "somebody");

  @TempDir private static Path folder;
  private static IamCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new IamCluster(folder, OWN_TOPICS);
    KafkaConnection itself = cluster.asItself();
    try (Admin admin = Admin.create(itself.properties("test"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                itself.properties("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(TOPICS.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList())
          .all()
          .get();
      for (String topic : TOPICS) {
        producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1])).get();
      }
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void letsARoleDoWhatTheCatalogueSaysAndNothingElse(Role role) throws Exception {
    assertThat(tried(cluster.as(role), describable(Access.of(role, OWN_TOPICS))))
        .containsExactlyInAnyOrderElementsOf(expected(Access.of(role, OWN_TOPICS)));
  }

  @Test
  void letsATenantWriteToItsOwnTopicAndDoNothingElse() throws Exception {
    assertThat(tried(cluster.as(IamCluster.TENANT), OWN))
        .containsExactlyInAnyOrder(
            new Right(Action.CONNECT, ""),
            new Right(Action.WRITE_DATA_IDEMPOTENTLY, ""),
            new Right(Action.DESCRIBE_TOPIC, OWN),
            new Right(Action.WRITE_DATA, OWN));
  }

  @Test
  void letsNobodyInWhomNoPolicyNames() {
    try (Admin admin = Admin.create(cluster.as(IamCluster.STRANGER).properties("stranger"))) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class)
          .hasMessageContaining("Access denied");
    }
  }

  private static Set<Right> tried(KafkaConnection kafka, String describable) throws Exception {
    Set<Right> rights = new TreeSet<>();
    try (Attempts attempts = new Attempts(kafka)) {
      rights.addAll(attempts.onTopics(TOPICS));
      rights.addAll(attempts.onGroups(GROUPS));
      rights.addAll(attempts.onTransactionalIds(TRANSACTIONAL_IDS));
      rights.addAll(attempts.onCluster(describable));
    }
    return rights;
  }

  /** Out of the catalogue itself: neither the generator nor a policy is asked. */
  private static Set<Right> expected(List<Need> needs) {
    Map<ResourceKind, List<String>> names =
        Map.of(
            ResourceKind.CLUSTER, List.of(""),
            ResourceKind.TOPIC, TOPICS,
            ResourceKind.GROUP, GROUPS,
            ResourceKind.TRANSACTIONAL_ID, TRANSACTIONAL_IDS);
    Set<Right> rights = new TreeSet<>();
    for (Need need : needs) {
      for (String name : names.get(need.kind())) {
        if (need.name().map(covering -> covering.covers(name)).orElse(true)) {
          need.actions().forEach(action -> rights.add(new Right(action, name)));
        }
      }
    }
    return rights;
  }

  private static String describable(List<Need> needs) {
    return TOPICS.stream()
        .filter(
            topic ->
                needs.stream()
                    .anyMatch(
                        need ->
                            need.kind() == ResourceKind.TOPIC
                                && need.name().orElseThrow().covers(topic)))
        .findFirst()
        .orElseThrow();
  }
}
