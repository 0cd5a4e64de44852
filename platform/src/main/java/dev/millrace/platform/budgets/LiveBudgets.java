package dev.millrace.platform.budgets;

import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.PipelineSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets in force, as specs and operators say it by now.
 *
 * <p><i>Threads</i>: may be asked by many at once; each time they are put together anew.
 */
public final class LiveBudgets implements Supplier<Budgets> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveBudgets.class);

  private final CompactedView<PipelineSpec> specs;
  private final CompactedView<BudgetDefinition> definitions;
  private final Set<String> complainedOf = ConcurrentHashMap.newKeySet();

  /** Follows two views, which somebody else closes. */
  public LiveBudgets(
      CompactedView<PipelineSpec> specs, CompactedView<BudgetDefinition> definitions) {
    this.specs = specs;
    this.definitions = definitions;
  }

  @Override
  public Budgets get() {
    return Budgets.of(specs.values(), definitions.values(), this::complain);
  }

  /** Once of each: they are asked for again and again. */
  private void complain(String name, IllegalArgumentException reason) {
    if (complainedOf.add(name + reason.getMessage())) {
      LOG.warn("a budget of {} is passed over", name, reason);
    }
  }
}
