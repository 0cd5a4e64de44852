package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.Role;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TenantTracesTest {

  /** A new topic with a tenant in its records fails here until somebody says how it loses one. */
  @Test
  void knowsEveryTopicWhoseRecordsHaveATenantAndNoOther() {
    assertThat(Topics.all())
        .as("windows of quality cover all tenants: theirs is always null")
        .filteredOn(topic -> !topic.equals(Topics.QUALITY_METRICS))
        .allSatisfy(
            topic ->
                assertThat(TenantTraces.fate(topic).isPresent())
                    .as(topic.name())
                    .isEqualTo(topic.schema().getField("tenant") != null));
  }

  @Test
  void leavesNothingToRetentionThatCompacts() {
    assertThat(TenantTraces.of(Fate.GONE_BY_RETENTION))
        .allSatisfy(topic -> assertThat(topic.retention()).isInstanceOf(Retention.Delete.class));
  }

  /** Nobody who erases a tenant hears that it is gone, and that nobody may say until when. */
  @Test
  void mayAskOfEveryTopicThatItTellsOfHowLongItKeepsRecords() {
    assertThat(
            Access.of(Role.TENANT_ERASER, OwnTopics.none()).stream()
                .filter(need -> need.actions().contains(Action.DESCRIBE_TOPIC_CONFIGURATION))
                .map(need -> need.name().orElseThrow().pattern()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Fate.GONE_BY_RETENTION, Fate.KEPT)
                .flatMap(fate -> TenantTraces.of(fate).stream())
                .filter(topic -> topic.retention() instanceof Retention.Delete)
                .map(Topic::name)
                .toList());
  }

  @Test
  void namesTopicsInTheOrderOfTheDatasWay() {
    assertThat(TenantTraces.of(Fate.GONE_BY_RETENTION))
        .extracting(Topic::name)
        .startsWith("raw-events", "inference-requests", "predictions")
        .endsWith("dead-letters");
  }
}
