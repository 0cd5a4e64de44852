package dev.millrace.cost.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostQueriesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private static final HostInfo HERE = new HostInfo("127.0.0.1", 1);
  private static final WindowQuery HOUR =
      new WindowQuery("acme", "letters", CostWindow.HOUR, NOON, NOON);

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
    KafkaStreams streams = new KafkaStreams(topology(), properties(folder));
    try {
      if (isStopped) {
        streams.close();
      }

      assertThat(queries(streams).answer(HOUR)).isInstanceOf(Answer.Unknown.class);
    } finally {
      streams.close();
    }
  }

  @Test
  void knowsNothingWhereTheStoreIsClosedWhileItIsRead(@TempDir Path folder) {
    RuntimeException closed = new InvalidStateStoreException("closed");
    try (KafkaStreams streams = new OwnerStreams(folder, new BrokenStore(closed))) {
      assertThat(queries(streams).answer(HOUR)).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void doesNotTakeADefectInReadingForAbsence(@TempDir Path folder) {
    RuntimeException defect = new IllegalStateException("a defect");
    try (KafkaStreams streams = new OwnerStreams(folder, new BrokenStore(defect))) {
      assertThatThrownBy(() -> queries(streams).answer(HOUR)).isSameAs(defect);
    }
  }

  private static CostQueries queries(KafkaStreams streams) {
    return new CostQueries(streams, "windows", new NoRates(), HERE);
  }

  private static Topology topology() {
    StreamsBuilder topology = new StreamsBuilder();
    topology.stream("in").to("out");
    return topology.build();
  }

  private static Properties properties(Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    return properties;
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

  /** Kafka Streams that runs, and has all windows here. */
  private static final class OwnerStreams extends KafkaStreams {

    private final ReadOnlyKeyValueStore<Bytes, byte[]> windows;

    OwnerStreams(Path folder, ReadOnlyKeyValueStore<Bytes, byte[]> windows) {
      super(topology(), properties(folder));
      this.windows = windows;
    }

    @Override
    public <K> KeyQueryMetadata queryMetadataForKey(
        String storeName, K key, Serializer<K> serializer) {
      return new KeyQueryMetadata(HERE, Set.of(), 0);
    }

    @Override
    @SuppressWarnings("unchecked") // it has one store
    public <T> T store(StoreQueryParameters<T> parameters) {
      return (T) windows;
    }
  }

  /** Throws when it is read. */
  private record BrokenStore(RuntimeException thrown)
      implements ReadOnlyKeyValueStore<Bytes, byte[]> {

    @Override
    public byte[] get(Bytes key) {
      throw thrown;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
      throw thrown;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      throw thrown;
    }

    @Override
    public long approximateNumEntries() {
      throw thrown;
    }
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
