package dev.millrace.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.Topics;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsSettingsTest {

  private static final Map<String, String> BROKERS = Map.of("kafka.bootstrap", "b-1:9098");

  @Test
  void asManyPartitionsAsTheCatalogueSays() {
    TopicSizes sizes = TopicsSettings.from(SettingsReader.of(BROKERS)).sizes();

    assertThat(sizes.replication()).isEqualTo(1);
    Topics.all()
        .forEach(topic -> assertThat(sizes.partitions(topic)).isEqualTo(topic.partitions()));
  }

  @Test
  void onlyTopicsThatCarryTrafficGetMorePartitions() {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "kafka.bootstrap", "b-1:9098",
                "topics.replication", "3",
                "topics.traffic-partitions", "24"));

    TopicSizes sizes = TopicsSettings.from(reader).sizes();

    reader.finish();
    assertThat(sizes.replication()).isEqualTo(3);
    assertThat(sizes.partitions(Topics.PREDICTIONS)).isEqualTo(24);
    assertThat(sizes.partitions(Topics.BUDGET_RESERVATIONS)).isEqualTo(1);
    assertThat(sizes.partitions(Topics.JUDGE_VERDICTS)).isEqualTo(1);
  }
}
