package dev.millrace.cost;

import dev.millrace.cost.budgets.BudgetTopology;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.CostMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Terminal records in; windows of what they cost out.
 *
 * <pre>
 * predictions ─────────┬─> charge ─> (charges, by tenant and pipeline) ─> book ─> cost-metrics
 * shadow-predictions ──┘                                                (booked-calls,
 *                                                    pending-windows, cost-windows, swept-windows)
 * cost-metrics ─> {@link BudgetTopology} ─> budget-status, alerts
 * </pre>
 *
 * <p><i>Failure</i>: runs exactly once: what a call adds to its windows, the mark that it is booked
 * and the offset of its record are committed together or not at all.
 */
final class CostTopology {

  private CostTopology() {}

  /**
   * The whole of it.
   *
   * @param budgets those in force
   */
  static Topology build(
      SchemaRegistry registry, BookingProcessor.Parts parts, Supplier<Budgets> budgets) {
    Topology topology = build(registry, parts);
    BudgetTopology.addTo(topology, registry, budgets);
    return topology;
  }

  /** Without budgets. */
  static Topology build(SchemaRegistry registry, BookingProcessor.Parts parts) {
    ChargeReader reader = new ChargeReader(registry, parts.rates());
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(BookedCalls.builder(parts.horizon().records()));
    builder.addStateStore(PendingWindows.builder());
    builder.addStateStore(CostWindows.builder());
    builder.addStateStore(Sweep.builder());
    KStream<String, CostMetric> windows =
        builder.stream(
                List.of(Topics.PREDICTIONS.name(), Topics.SHADOW_PREDICTIONS.name()),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("terminal-records"))
            .process(() -> new ChargeProcessor(reader), Named.as("charge"))
            .repartition(
                Repartitioned.with(Serdes.String(), Serdes.ByteArray()).withName("charges"))
            .process(
                () -> new BookingProcessor(parts),
                Named.as("book"),
                BookedCalls.NAME,
                PendingWindows.NAME,
                CostWindows.NAME,
                Sweep.NAME);
    windows.to(
        Topics.COST_METRICS.name(),
        Produced.with(
                Serdes.String(), new WireSerde<>(new AvroCodec<>(Topics.COST_METRICS, registry)))
            .withName("to-cost-metrics"));
    return builder.build();
  }
}
