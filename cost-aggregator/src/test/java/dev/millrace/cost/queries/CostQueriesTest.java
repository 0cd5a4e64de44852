package dev.millrace.cost.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowState;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostQueriesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("windows").get();

  @Test
  void findsTheWindowsOfAPipelineInATime() {
    for (int minute = 0; minute < 10; minute++) {
      put("acme", "letters", CostWindow.MINUTE, minute);
      put("acme", "notes", CostWindow.MINUTE, minute);
      put("acm", "eletters", CostWindow.MINUTE, minute);
    }
    put("acme", "letters", CostWindow.HOUR, 0);

    assertThat(find(CostWindow.MINUTE, NOON.plusSeconds(120), NOON.plusSeconds(240)))
        .extracting(CostMetric::getPipeline, CostMetric::getWindowStart)
        .containsExactly(
            tuple("letters", NOON.plusSeconds(120)), tuple("letters", NOON.plusSeconds(180)));
    assertThat(find(CostWindow.HOUR, NOON, NOON.plusSeconds(1))).hasSize(1);
    assertThat(find(CostWindow.DAY, Instant.EPOCH, NOON)).isEmpty();
  }

  @Test
  void doesNotFindMoreThanAnybodyWants() {
    for (int minute = 0; minute <= CostQueries.LIMIT; minute++) {
      put("acme", "letters", CostWindow.MINUTE, minute);
    }
    WindowQuery all =
        new WindowQuery(
            "acme", "letters", CostWindow.MINUTE, NOON, NOON.plus(Duration.ofDays(100)));
    WindowQuery week =
        new WindowQuery("acme", "letters", CostWindow.MINUTE, NOON, NOON.plus(Duration.ofDays(7)));

    assertThat(CostQueries.read(store, all, new NoRates())).isEmpty();
    assertThat(CostQueries.read(store, week, new NoRates()).orElseThrow())
        .hasSize(CostQueries.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void knowsNothingBeforeKafkaStreamsIsStartedNorWhenItHasStopped(
      boolean isStopped, @TempDir Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    StreamsBuilder topology = new StreamsBuilder();
    topology.stream("in").to("out");
    KafkaStreams streams = new KafkaStreams(topology.build(), properties);
    try {
      if (isStopped) {
        streams.close();
      }

      assertThat(
              new CostQueries(streams, "windows", new NoRates(), new HostInfo("127.0.0.1", 1))
                  .answer(new WindowQuery("acme", "letters", CostWindow.HOUR, NOON, NOON)))
          .isInstanceOf(Answer.Unknown.class);
    } finally {
      streams.close();
    }
  }

  private List<CostMetric> find(CostWindow window, Instant from, Instant to) {
    return CostQueries.read(
            store, new WindowQuery("acme", "letters", window, from, to), new NoRates())
        .orElseThrow();
  }

  private void put(String tenant, String pipeline, CostWindow window, int minute) {
    Series series = new Series(tenant, pipeline, "model", 1, Optional.empty(), Lane.BULK);
    WindowKey key = new WindowKey(series, window, NOON.plusSeconds(60L * minute).toEpochMilli());
    store.put(Bytes.wrap(key.bytes()), new WindowState(0, WindowSums.EMPTY).bytes());
  }

  /** There are no calls to be rated. */
  private static final class NoRates implements Rates {

    @Override
    public int band(String modelId, Tokens tokens) {
      return 0;
    }

    @Override
    public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
      return Optional.empty();
    }

    @Override
    public long version() {
      return 0;
    }
  }
}
