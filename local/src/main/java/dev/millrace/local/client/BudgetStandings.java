package dev.millrace.local.client;

import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.budgets.domain.PresentBudgets;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/** How the budgets of a factory stand: in the topics, written by cost-aggregator. */
public final class BudgetStandings {

  private final RunningFactory factory;
  private final InstantSource clock;

  public BudgetStandings(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.clock = clock;
  }

  /**
   * All budgets in force.
   *
   * @param unusable is told of those that nobody keeps, and why
   */
  public List<PresentBudgets.Present> budgets(
      BiConsumer<String, IllegalArgumentException> unusable) {
    Collection<PipelineSpec> specs = newest(Topics.PIPELINES);
    Collection<BudgetDefinition> definitions = newest(Topics.BUDGETS);
    Collection<BudgetStatus> statuses = newest(Topics.BUDGET_STATUS);
    return new PresentBudgets(Budgets.of(specs, definitions, unusable).all(), clock.instant())
        .all(statuses);
  }

  /** All alerts of budgets that are kept, each as it is by now, in the order they opened. */
  public List<Alert> alerts() {
    return new AlertLog(factory)
        .alerts().stream().filter(alert -> alert.getKind() == AlertKind.BUDGET).toList();
  }

  private <V extends SpecificRecord> Collection<V> newest(Topic<V> topic) {
    return NewestValues.readable(factory, topic).values();
  }
}
