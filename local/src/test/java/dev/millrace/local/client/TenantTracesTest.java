package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
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

  @Test
  void namesTopicsInTheOrderOfTheDatasWay() {
    assertThat(TenantTraces.of(Fate.GONE_BY_RETENTION))
        .extracting(Topic::name)
        .startsWith("raw-events", "inference-requests", "predictions")
        .endsWith("dead-letters");
  }
}
