package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class SeenRequestStoreTest {

  @Test
  void hasAChangelogThatIsDeletedByTheTimeOfTheBrokers() {
    assertThat(SeenRequestStore.builder().logConfig())
        .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
        .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
        .containsEntry(
            TopicConfig.RETENTION_MS_CONFIG, String.valueOf(Duration.ofDays(9).toMillis()));
  }
}
