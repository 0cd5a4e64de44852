package dev.millrace.platform.budgets;

import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.PipelineSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets in force: those of the specs and those that operators have set, put together anew
 * several times a second.
 *
 * <p><i>Failure</i>: a record that cannot be read or understood, where none from before is in
 * force, leaves it {@linkplain Budgets#unclear unclear} what may be spent, and the log says so
 * once. The views are read to their ends before there is an object of this class, so nobody ever
 * goes by budgets that are not there yet.
 *
 * <p><i>Threads</i>: may be asked by many.
 */
public final class LiveBudgets implements Supplier<Budgets> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveBudgets.class);

  /** A change takes effect after this, and what its record takes to come here. */
  private static final Duration FRESH = Duration.ofMillis(200);

  private final CompactedView<PipelineSpec> specs;
  private final CompactedView<BudgetDefinition> set;
  private final InstantSource clock;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile Known known = new Known(Budgets.NONE, Instant.MIN);

  private record Known(Budgets budgets, Instant until) {}

  /** Follows two views, which somebody else closes. */
  public LiveBudgets(
      CompactedView<PipelineSpec> specs, CompactedView<BudgetDefinition> set, InstantSource clock) {
    this.specs = specs;
    this.set = set;
    this.clock = clock;
  }

  @Override
  public Budgets get() {
    Known newest = known;
    Instant now = clock.instant();
    if (now.isBefore(newest.until())) {
      return newest.budgets();
    }
    Set<String> unreadSpecs = specs.unknownKeys();
    Set<String> unreadBudgets = set.unknownKeys();
    unreadSpecs.forEach(pipeline -> tell("pipeline " + pipeline, "its spec cannot be read"));
    unreadBudgets.forEach(name -> tell("budget " + name, "its record cannot be read"));
    Budgets budgets =
        Budgets.of(
                specs.values(),
                set.values(),
                (name, why) -> tell("budget " + name, String.valueOf(why.getMessage())))
            .withUnread(unreadSpecs, unreadBudgets);
    known = new Known(budgets, now.plus(FRESH));
    return budgets;
  }

  private void tell(String what, String why) {
    if (told.add(what + why)) {
      LOG.error(
          "{} may limit calls and is not understood: {}. Those that it may stop wait until it is set"
              + " anew or removed",
          what,
          why);
    }
  }
}
