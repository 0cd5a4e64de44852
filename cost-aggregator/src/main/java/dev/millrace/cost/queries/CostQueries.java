package dev.millrace.cost.queries;

import dev.millrace.cost.domain.CostMetrics;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowState;
import dev.millrace.record.CostMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Answers queries out of the stores of this instance, or says which one has what is asked for.
 *
 * <p>An answer is as new as the last writing of windows, and may be ahead of what is committed.
 *
 * @param store name of the store of windows
 * @param here where the other instances reach this one
 */
public record CostQueries(KafkaStreams streams, String store, Rates rates, HostInfo here) {

  /** A week of minutes of one series. */
  static final int LIMIT = 10_080;

  /** Answers a query. */
  public Answer answer(WindowQuery query) {
    ReadOnlyKeyValueStore<Bytes, byte[]> windows;
    try {
      KeyQueryMetadata owner =
          streams.queryMetadataForKey(
              store, Series.key(query.tenant(), query.pipeline()), new StringSerializer());
      if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
        return new Answer.Unknown();
      }
      if (!owner.activeHost().equals(here)) {
        return new Answer.Elsewhere(owner.activeHost());
      }
      windows =
          streams.store(
              StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore()));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      // The second where Kafka Streams is stopping, or has stopped by itself.
      return new Answer.Unknown();
    }
    return answer(windows, query);
  }

  private Answer answer(ReadOnlyKeyValueStore<Bytes, byte[]> windows, WindowQuery query) {
    try {
      return read(windows, query, rates)
          .<Answer>map(Answer.Windows::new)
          .orElseGet(() -> new Answer.TooMany(LIMIT));
    } catch (InvalidStateStoreException e) {
      // It was closed, or has moved, since it was found; whatever else is thrown is a defect.
      return new Answer.Unknown();
    }
  }

  /** The windows in a store; empty where they are too many. */
  static Optional<List<CostMetric>> read(
      ReadOnlyKeyValueStore<Bytes, byte[]> windows, WindowQuery query, Rates rates) {
    List<CostMetric> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range =
        windows.range(
            bound(query, query.from().toEpochMilli()), bound(query, query.to().toEpochMilli()))) {
      while (range.hasNext()) {
        if (found.size() == LIMIT) {
          return Optional.empty();
        }
        KeyValue<Bytes, byte[]> one = range.next();
        found.add(
            CostMetrics.of(WindowKey.of(one.key.get()), WindowState.of(one.value).sums(), rates));
      }
    }
    return Optional.of(found);
  }

  /** No window has such a key, so it does not matter on which side of it the range ends. */
  private static Bytes bound(WindowQuery query, long millis) {
    return Bytes.wrap(WindowKey.from(query.tenant(), query.pipeline(), query.window(), millis));
  }
}
