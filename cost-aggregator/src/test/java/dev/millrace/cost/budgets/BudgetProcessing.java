package dev.millrace.cost.budgets;

import static dev.millrace.cost.budgets.Windows.budget;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.Alert;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The processor of budgets on stores in memory. */
abstract class BudgetProcessing {

  static final Duration MINUTE = Duration.ofMinutes(1);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<CostMetric> codec = new AvroCodec<>(Topics.COST_METRICS, registry);
  final MockProcessorContext<String, SpecificRecord> context = new MockProcessorContext<>();
  Budgets inForce =
      Budgets.of(
          budget("own", new Holders.Each(), "10"),
          budget("all", new Holders.Together(), "100"),
          budget("acmes", new Holders.One("acme"), "1000"));
  BudgetProcessor processor = new BudgetProcessor(new SpentReader(registry), () -> inForce);

  @BeforeEach
  void start() {
    add(store(BudgetStores.MINUTES, Serdes.Bytes(), Serdes.ByteArray()));
    add(store(BudgetStores.ACCOUNTS, Serdes.String(), Serdes.ByteArray()));
    add(store(BudgetStores.SHAPES, Serdes.String(), Serdes.String()));
    add(store(BudgetStores.CLOCK, Serdes.String(), Serdes.Long()));
    processor.init(context);
  }

  void take(CostMetric metric) {
    take(metric, metric.getWindowEnd());
  }

  void take(CostMetric metric, Instant takenIn) {
    processor.process(new Record<>("key", codec.encode(metric), takenIn.toEpochMilli()));
  }

  Minutes minutes() {
    return new Minutes(
        context.getStateStore(BudgetStores.MINUTES), context.getStateStore(BudgetStores.CLOCK));
  }

  void restart() {
    context.scheduledPunctuators().forEach(MockProcessorContext.CapturedPunctuator::cancel);
    processor = new BudgetProcessor(new SpentReader(registry), () -> inForce);
    processor.init(context);
  }

  /** Statuses that were told, by their keys. */
  record Told(Map<String, BudgetStatus> statuses) {

    BudgetStatus of(String key) {
      BudgetStatus status = statuses.get(key);
      if (status == null) {
        throw new AssertionError("nothing was told of " + key + ", but of " + statuses.keySet());
      }
      return status;
    }
  }

  Told look() {
    return new Told(statuses(forwarded()));
  }

  /** What is told at the next look. */
  List<SpecificRecord> forwarded() {
    List<SpecificRecord> values = new ArrayList<>();
    for (MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord> one :
        lookRaw()) {
      @Nullable SpecificRecord value = one.record().value();
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  List<MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord>> lookRaw() {
    context.resetForwards();
    List<MockProcessorContext.CapturedPunctuator> looks = context.scheduledPunctuators();
    looks.get(looks.size() - 1).getPunctuator().punctuate(0);
    return List.copyOf(context.forwarded());
  }

  static Map<String, BudgetStatus> statuses(List<SpecificRecord> values) {
    Map<String, BudgetStatus> statuses = new TreeMap<>();
    for (SpecificRecord value : values) {
      if (value instanceof BudgetStatus status) {
        String tenant = status.getBudget().equals("acmes") ? null : status.getTenant();
        statuses.put(status.getBudget() + (tenant == null ? "" : "@" + tenant), status);
      }
    }
    return statuses;
  }

  static List<Alert> alerts(List<SpecificRecord> values) {
    return values.stream().filter(Alert.class::isInstance).map(Alert.class::cast).toList();
  }

  void add(StateStore store) {
    context.addStateStore(store);
    store.init(context.getStateStoreContext(), store);
  }

  static <K, V> StateStore store(String name, Serde<K> keys, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
        .withLoggingDisabled()
        .build();
  }
}
