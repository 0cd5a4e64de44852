package dev.millrace.ingestion.gateway.spending;

import dev.millrace.ingestion.gateway.windows.PageReaders;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.ingestion.gateway.windows.WindowIndex;
import dev.millrace.platform.budgets.LiveBudgets;
import dev.millrace.platform.budgets.domain.PresentBudgets;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/** What is told of spending by one gateway, on Kafka. */
public final class SpendingOut implements AutoCloseable {

  private final Spending spending;
  private final Supplier<Optional<SoleTenants>> tenants;
  private final Parts parts;

  private SpendingOut(Spending spending, Supplier<Optional<SoleTenants>> tenants, Parts parts) {
    this.spending = spending;
    this.tenants = tenants;
    this.parts = parts;
  }

  /**
   * Begins to follow costs and budgets.
   *
   * @param pipelines the specs in force
   * @param folder of the index; emptied
   */
  public static SpendingOut open(
      KafkaConnection kafka,
      SchemaRegistry registry,
      CompactedView<PipelineSpec> pipelines,
      Path folder) {
    Parts parts = new Parts("what is told of spending");
    try {
      InstantSource clock = InstantSource.system();
      CompactedView<BudgetDefinition> definitions =
          parts.add(CompactedView.open(Topics.BUDGETS, kafka, registry));
      LiveBudgets budgets = new LiveBudgets(pipelines, definitions, clock);
      CompactedView<BudgetStatus> statuses =
          parts.add(CompactedView.open(Topics.BUDGET_STATUS, kafka, registry));
      CostIndex index =
          parts.add(CostIndex.open(folder, WindowIndex.retention(Topics.COST_METRICS)));
      AvroCodec<CostMetric> codec = new AvroCodec<>(Topics.COST_METRICS, registry);
      SoleTenants tenants = new SoleTenants();
      TopicFollower<CostMetric> follower =
          parts.add(
              new TopicFollower<>(
                  Topics.COST_METRICS,
                  TopicFollower.consumer(kafka, Topics.COST_METRICS),
                  codec,
                  entries -> {
                    entries.forEach(entry -> tenants.add(entry.record()));
                    index.add(entries);
                  }));
      ThreadPoolExecutor readers = PageReaders.open("gateway-cost-reader");
      parts.add(readers::shutdownNow);
      return new SpendingOut(
          new Spending(
              tenant ->
                  new PresentBudgets(budgets.get().all(), clock.instant())
                      .of(
                          tenant,
                          pipeline ->
                              follower.isCaughtUp() && tenants.hasForItself(tenant, pipeline),
                          statuses::find),
              new IndexedCosts(index, codec, follower::isCaughtUp, readers)),
          () -> follower.isCaughtUp() ? Optional.of(tenants) : Optional.empty(),
          parts);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** What endpoints use. */
  public Spending spending() {
    return spending;
  }

  /** Who uses which pipeline alone; nothing while older windows are still being read. */
  public Optional<SoleTenants> tenants() {
    return tenants.get();
  }

  @Override
  public void close() {
    parts.close();
  }
}
