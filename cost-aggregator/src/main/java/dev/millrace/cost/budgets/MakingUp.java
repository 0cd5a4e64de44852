package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Account;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.StatusKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Makes accounts of budgets that are new out of the minutes, a part of them at a time.
 *
 * <p><i>Shape</i>: a minute that changes meanwhile is added if it lies behind, and is met as it
 * then is if it lies ahead.
 *
 * <p><i>Failure</i>: what a crash leaves is half of it: nothing says that these accounts are made,
 * so they are dropped and made anew.
 */
final class MakingUp {

  /** Forecasts and what is usual look back so far; windows to the start of the one before. */
  private static final Duration LOOK_BACK = Duration.ofDays(15);

  private final Minutes minutes;
  private final Accounts accounts;
  private final Set<String> names;

  /** The first minute that was not met; null when all were. */
  private @Nullable Bytes next;

  /** Begins with the oldest minute that any of these budgets needs. */
  MakingUp(Minutes minutes, Accounts accounts, Collection<Budget> budgets) {
    this.minutes = minutes;
    this.accounts = accounts;
    this.names = new HashSet<>();
    Instant from = minutes.now().minus(LOOK_BACK);
    for (Budget budget : budgets) {
      names.add(budget.name());
      Instant window = budget.window().at(minutes.now()).start();
      Instant before = budget.window().at(window.minusMillis(1)).start();
      from = before.isBefore(from) ? before : from;
    }
    this.next = SpentMinute.from(from);
  }

  /** Those whose accounts are made. */
  Set<String> names() {
    return Set.copyOf(names);
  }

  /** One is not made any more. */
  void leave(String name) {
    names.remove(name);
  }

  /** Whether a change of a minute has to be added to the accounts of a budget. */
  boolean takes(String name, SpentMinute minute) {
    return names.contains(name) && (next == null || minute.bytes().compareTo(next) < 0);
  }

  boolean isDone() {
    return next == null;
  }

  /** Goes on past so many minutes. */
  void step(Map<String, Budget> byName, int most) {
    Map<StatusKey, Account> made = new HashMap<>();
    next =
        next == null
            ? null
            : minutes.some(
                next,
                most,
                (minute, spent) -> {
                  for (String name : names) {
                    Budget budget = byName.get(name);
                    if (budget != null
                        && budget
                            .scope()
                            .covers(minute.tenant(), minute.pipeline(), minute.modelId())) {
                      made.computeIfAbsent(
                              StatusKey.of(budget, minute.tenant()),
                              key -> accounts.of(budget, key))
                          .add(budget, minute.start(), spent);
                    }
                  }
                });
    made.forEach(accounts::put);
  }
}
