package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Account;
import dev.millrace.cost.budgets.domain.Judgement;
import dev.millrace.cost.budgets.domain.Notice;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the accounts of all budgets in step with what is spent and with the budgets in force.
 *
 * <p><i>Shape</i>: a budget that is new, or counts otherwise than before, is made up for from the
 * minutes; another limit only means that its accounts are looked at again.
 */
final class Bookkeeping {

  /** Forecasts and what is usual look back so far; windows to the start of the one before. */
  private static final Duration LOOK_BACK = Duration.ofDays(15);

  private final Minutes minutes;
  private final Accounts accounts;
  private final KeyValueStore<String, String> shapes;
  private final Outlet outlet;
  private Budgets budgets = Budgets.NONE;

  /** Until then, what is kept may be of budgets that are gone. */
  private boolean isFollowing;

  private Map<String, Budget> byName = Map.of();
  private final Set<AccountKey> due = new HashSet<>();

  /** Takes what there is to tell. */
  interface Outlet {

    /** How a budget stands. */
    void standing(Budget budget, AccountKey key, Judgement judgement);

    /** An alert of it. */
    void notice(Budget budget, AccountKey key, Notice notice);

    /** There is no such budget any more. */
    void gone(AccountKey key);
  }

  Bookkeeping(
      Minutes minutes, Accounts accounts, KeyValueStore<String, String> shapes, Outlet outlet) {
    this.minutes = minutes;
    this.accounts = accounts;
    this.shapes = shapes;
    this.outlet = outlet;
  }

  /** Adds what a minute cost to all budgets that count it. */
  void add(Minutes.Change change) {
    SpentMinute minute = change.minute();
    for (Budget budget : budgets.covering(minute.tenant(), minute.pipeline(), minute.modelId())) {
      AccountKey key = AccountKey.of(budget, minute.tenant());
      Account account = accounts.of(budget, key);
      account.add(budget, minute.start(), change.spent());
      accounts.put(key, account);
      due.add(key);
    }
  }

  /** Goes by these budgets from now on. */
  void follow(Budgets next) {
    if (isFollowing && next.all().equals(budgets.all())) {
      return;
    }
    isFollowing = true;
    Map<String, Budget> before = byName;
    budgets = next;
    // Names are unique but for records that contradict each other: the first of them counts.
    byName =
        next.all().stream()
            .collect(Collectors.toMap(Budget::name, Function.identity(), (one, other) -> one));
    Set<String> anew = new HashSet<>();
    for (Budget budget : byName.values()) {
      String shape = shape(budget);
      if (!shape.equals(shapes.get(budget.name()))) {
        drop(budget.name(), before);
        shapes.put(budget.name(), shape);
        anew.add(budget.name());
      } else if (!budget.equals(before.get(budget.name()))) {
        due.addAll(accounts.keys(budget.name()));
      }
    }
    for (String name : known()) {
      if (!byName.containsKey(name)) {
        drop(name, before);
        shapes.delete(name);
      }
    }
    if (!anew.isEmpty()) {
      makeUp(anew);
    }
  }

  /** Looks at what has changed. */
  void judgeDue() {
    Set<AccountKey> now = Set.copyOf(due);
    due.clear();
    now.forEach(key -> judge(key).ifPresent(account -> accounts.put(key, account)));
  }

  /** Looks at everything, because time has passed. */
  void judgeAll() {
    due.clear();
    accounts.keys().forEach(key -> judge(key).ifPresent(account -> accounts.put(key, account)));
  }

  /**
   * Tells what there is to tell of an account.
   *
   * @return the account where something was told. Where nothing was it need not be written: it is
   *     judged in the same way again
   */
  private Optional<Account> judge(AccountKey key) {
    Optional<Budget> found = Optional.ofNullable(byName.get(key.budget()));
    if (found.isEmpty() || minutes.now().equals(Instant.EPOCH)) {
      return Optional.empty();
    }
    Budget budget = found.get();
    Account account = accounts.of(budget, key);
    Judgement judgement = account.judge(budget, minutes.now());
    judgement.notices().forEach(notice -> outlet.notice(budget, key, notice));
    boolean isNews = account.isNews(budget, judgement.standing());
    if (isNews) {
      outlet.standing(budget, key, judgement);
    }
    return isNews || !judgement.notices().isEmpty() ? Optional.of(account) : Optional.empty();
  }

  /** Its alerts are closed where the budget is still known; where it is not, nobody can say how. */
  private void drop(String name, Map<String, Budget> before) {
    for (AccountKey key : accounts.keys(name)) {
      Optional.ofNullable(before.get(name))
          .ifPresent(
              budget ->
                  accounts
                      .of(budget, key)
                      .close(minutes.now())
                      .forEach(notice -> outlet.notice(budget, key, notice)));
      accounts.delete(key);
      outlet.gone(key);
    }
  }

  private void makeUp(Set<String> names) {
    List<Budget> some = names.stream().map(byName::get).toList();
    Instant from = minutes.now().minus(LOOK_BACK);
    for (Budget budget : some) {
      Instant window = budget.window().at(minutes.now()).start();
      Instant before = budget.window().at(window.minusMillis(1)).start();
      from = before.isBefore(from) ? before : from;
    }
    Map<AccountKey, Account> made = new HashMap<>();
    minutes.since(
        from,
        (minute, spent) -> {
          for (Budget budget : some) {
            if (budget.scope().covers(minute.tenant(), minute.pipeline(), minute.modelId())) {
              made.computeIfAbsent(
                      AccountKey.of(budget, minute.tenant()), key -> new Account(budget.window()))
                  .add(budget, minute.start(), spent);
            }
          }
        });
    made.forEach(accounts::put);
    due.addAll(made.keySet());
  }

  private List<String> known() {
    List<String> names = new ArrayList<>();
    try (KeyValueIterator<String, String> all = shapes.all()) {
      while (all.hasNext()) {
        KeyValue<String, String> one = all.next();
        names.add(one.key);
      }
    }
    return names;
  }

  /** How a budget counts: whose calls, in which windows. */
  private static String shape(Budget budget) {
    return budget.scope() + " " + budget.window() + " " + budget.window().zone();
  }
}
