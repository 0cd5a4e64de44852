package dev.millrace.ingestion.gateway.spending;

import dev.millrace.platform.budgets.LiveBudgets;
import dev.millrace.platform.budgets.domain.PresentBudgets;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is told of spending by one gateway, on Kafka. */
public final class SpendingOut implements AutoCloseable {

  /** One reads at a time; so many may wait, and whoever comes then is told to come again. */
  private static final int WAITING = 64;

  private final Spending spending;
  private final Parts parts;

  private SpendingOut(Spending spending, Parts parts) {
    this.spending = spending;
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
      CostIndex index = parts.add(CostIndex.open(folder, retention()));
      AvroCodec<CostMetric> codec = new AvroCodec<>(Topics.COST_METRICS, registry);
      CostFollower follower = parts.add(new CostFollower(consumer(kafka), codec, index));
      ThreadPoolExecutor readers = readers();
      parts.add(readers::shutdownNow);
      return new SpendingOut(
          new Spending(
              tenant ->
                  new PresentBudgets(budgets.get().all(), clock.instant())
                      .of(tenant, statuses::find),
              new IndexedCosts(index, codec, follower::isCaughtUp, readers)),
          parts);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  /** What endpoints use. */
  public Spending spending() {
    return spending;
  }

  @Override
  public void close() {
    parts.close();
  }

  private static ThreadPoolExecutor readers() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        task -> {
          Thread thread = new Thread(task, "gateway-cost-reader");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static Duration retention() {
    if (Topics.COST_METRICS.retention() instanceof Topic.Retention.Delete delete) {
      return delete.after();
    }
    throw new AssertionError("cost-metrics are deleted in time");
  }

  private static Consumer<byte[], byte[]> consumer(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("gateway-costs");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
