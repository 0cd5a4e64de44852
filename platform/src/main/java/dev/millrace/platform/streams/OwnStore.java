package dev.millrace.platform.streams;

import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds a store of ours around one of Kafka Streams, which has the changelog.
 *
 * @param <S> ours
 */
public record OwnStore<S extends StateStore>(
    StoreBuilder<KeyValueStore<Bytes, byte[]>> below,
    Function<KeyValueStore<Bytes, byte[]>, S> around)
    implements StoreBuilder<S> {

  @Override
  public S build() {
    return around.apply(below.build());
  }

  @Override
  public OwnStore<S> withCachingEnabled() {
    throw new UnsupportedOperationException(name() + " is its own cache");
  }

  @Override
  public OwnStore<S> withCachingDisabled() {
    return this;
  }

  @Override
  public OwnStore<S> withLoggingEnabled(Map<String, String> settings) {
    return new OwnStore<>(below.withLoggingEnabled(settings), around);
  }

  @Override
  public OwnStore<S> withLoggingDisabled() {
    return new OwnStore<>(below.withLoggingDisabled(), around);
  }

  @Override
  public Map<String, String> logConfig() {
    return below.logConfig();
  }

  @Override
  public boolean loggingEnabled() {
    return below.loggingEnabled();
  }

  @Override
  public String name() {
    return below.name();
  }
}
