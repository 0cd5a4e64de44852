package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class TopicTimesTest {

  @Test
  void countsTheTimeThatASegmentIsWrittenTo() {
    assertThat(TopicTimes.longest(config("604800000", "86400000"))).contains(Duration.ofDays(8));
  }

  /** Otherwise content would be said to be gone tomorrow that is kept for ever. */
  @Test
  void knowsNoEndWhereTheBrokersKeepRecordsForEver() {
    assertThat(TopicTimes.longest(config("-1", "86400000"))).isEmpty();
  }

  private static Config config(String retention, String segment) {
    return new Config(
        List.of(
            new ConfigEntry("retention.ms", retention), new ConfigEntry("segment.ms", segment)));
  }
}
