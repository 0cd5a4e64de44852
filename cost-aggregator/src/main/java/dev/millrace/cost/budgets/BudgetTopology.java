package dev.millrace.cost.budgets;

import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The part of the topology that watches budgets.
 *
 * <pre>
 * cost-metrics ────> watch-budgets ─┬─> budget-status
 *     (minutes, accounts, shapes)   └─> alerts
 * </pre>
 *
 * <p>Budgets reach over tenants and pipelines, so one task sees all: cost-metrics has one
 * partition.
 *
 * <p><i>Failure</i>: runs exactly once with the windows: what is spent, which alerts were told of
 * and the offset of the window are committed together or not at all.
 */
public final class BudgetTopology {

  static final String STATUSES = "to-budget-status";
  static final String ALERTS = "to-alerts";

  private static final String SOURCE = "cost-metrics-in";
  private static final String WATCH = "watch-budgets";

  private BudgetTopology() {}

  /**
   * Adds it to a topology.
   *
   * @param inForce the budgets of now
   */
  public static void addTo(Topology topology, SchemaRegistry registry, Supplier<Budgets> inForce) {
    SpentReader reader = new SpentReader(registry);
    topology.addSource(
        SOURCE, new StringDeserializer(), new ByteArrayDeserializer(), Topics.COST_METRICS.name());
    topology.addProcessor(WATCH, () -> new BudgetProcessor(reader, inForce), SOURCE);
    for (StoreBuilder<?> store : BudgetStores.builders()) {
      topology.addStateStore(store, WATCH);
    }
    topology.addSink(
        STATUSES,
        Topics.BUDGET_STATUS.name(),
        new StringSerializer(),
        new WireSerde<>(new AvroCodec<>(Topics.BUDGET_STATUS, registry)).serializer(),
        WATCH);
    topology.addSink(
        ALERTS,
        Topics.ALERTS.name(),
        new StringSerializer(),
        new WireSerde<>(new AvroCodec<>(Topics.ALERTS, registry)).serializer(),
        WATCH);
  }
}
