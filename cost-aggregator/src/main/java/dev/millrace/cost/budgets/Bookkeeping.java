package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Account;
import dev.millrace.cost.budgets.domain.Judgement;
import dev.millrace.cost.budgets.domain.Notice;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.budgets.domain.StatusKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the accounts of all budgets in step with what is spent and with the budgets in force.
 *
 * <p><i>Shape</i>: a budget that is new, or counts otherwise than before, is made up for from the
 * minutes; another limit only means that its accounts are looked at again. All of it is done in
 * steps, none of which is longer than a transaction may take, however many accounts there are.
 *
 * <p><i>Failure</i>: the store of shapes says of which budgets the accounts are whole. What is not
 * finished when the process dies begins anew.
 */
final class Bookkeeping {

  /** Accounts that are looked at in a step: some 200 ms. */
  static final int LOOKED_AT = 1_000;

  /** Minutes that are met in a step. */
  static final int MET = 10_000;

  /** Of a budget whose accounts are not whole; no budget has it. */
  private static final String UNFINISHED = "";

  private final Minutes minutes;
  private final Accounts accounts;
  private final KeyValueStore<String, String> shapes;
  private final Outlet outlet;
  private Budgets budgets = Budgets.NONE;

  /** Until then, what is kept may be of budgets that are gone. */
  private boolean isFollowing;

  private Map<String, Budget> byName = Map.of();

  /** Accounts that have changed. */
  private final Set<StatusKey> due = new LinkedHashSet<>();

  /** Accounts that are looked at although they have not. */
  private final Deque<Accounts.Walk> walks = new ArrayDeque<>();

  /** By name, accounts that have to go. */
  private final Map<String, Drop> drops = new LinkedHashMap<>();

  /** By name, the shapes of budgets that are not made up for so far. */
  private final Map<String, String> fresh = new HashMap<>();

  private @Nullable MakingUp making;

  /**
   * What becomes of accounts that have to go.
   *
   * @param before the budget, where it is known; else nobody can say how its alerts are closed
   */
  private record Drop(Optional<Budget> before, Accounts.Walk walk) {}

  /** Takes what there is to tell. */
  interface Outlet {

    /** How a budget stands. */
    void standing(Budget budget, StatusKey key, Judgement judgement);

    /** An alert of it. */
    void notice(Budget budget, StatusKey key, Notice notice);

    /** There is no such budget any more. */
    void gone(StatusKey key);
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
      boolean isMade = !fresh.containsKey(budget.name());
      if (isMade || (making != null && making.takes(budget.name(), minute))) {
        StatusKey key = StatusKey.of(budget, minute.tenant());
        Account account = accounts.of(budget, key);
        account.add(budget, minute.start(), change.spent());
        accounts.put(key, account);
        due.add(key);
      }
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
    for (Budget budget : byName.values()) {
      String shape = budget.counter();
      if (shape.equals(shapes.get(budget.name()))) {
        if (!budget.equals(before.get(budget.name()))) {
          walks.add(Accounts.Walk.over(budget.name()));
        }
      } else if (!shape.equals(fresh.get(budget.name()))) {
        drop(budget.name(), before);
        fresh.put(budget.name(), shape);
      }
    }
    for (String name : known()) {
      if (!byName.containsKey(name)) {
        drop(name, before);
      }
    }
  }

  /** Looks at everything from now on, because time has passed. */
  void lookAround() {
    if (walks.stream().noneMatch(walk -> walk.budget() == null)) {
      walks.add(Accounts.Walk.overAll());
    }
  }

  /** Does some of what there is to do. */
  void step() {
    dropSome();
    makeSome();
    lookAtSome();
  }

  private void lookAtSome() {
    int left = LOOKED_AT;
    List<StatusKey> now = due.stream().limit(left).toList();
    now.forEach(due::remove);
    left -= now.size();
    now.forEach(this::look);
    while (left > 0 && !walks.isEmpty()) {
      Accounts.Some some = accounts.some(walks.remove(), left);
      left -= some.keys().size();
      some.keys().forEach(this::look);
      if (some.rest() != null) {
        walks.addFirst(some.rest());
        left = 0;
      }
    }
  }

  /** Tells what there is to tell of an account; where there is nothing, it need not be written. */
  private void look(StatusKey key) {
    Optional<Budget> found =
        Optional.ofNullable(byName.get(key.budget()))
            .filter(budget -> !fresh.containsKey(budget.name()));
    if (found.isEmpty() || minutes.now().equals(Instant.EPOCH)) {
      return;
    }
    Budget budget = found.get();
    Account account = accounts.of(budget, key);
    Judgement judgement = account.judge(budget, minutes.now());
    judgement.notices().forEach(notice -> outlet.notice(budget, key, notice));
    boolean isNews = account.isNews(budget, judgement.standing());
    if (isNews) {
      outlet.standing(budget, key, judgement);
    }
    if (isNews || !judgement.notices().isEmpty()) {
      accounts.put(key, account);
    }
  }

  private void drop(String name, Map<String, Budget> before) {
    shapes.put(name, UNFINISHED);
    fresh.remove(name);
    if (making != null) {
      making.leave(name);
    }
    drops.putIfAbsent(
        name, new Drop(Optional.ofNullable(before.get(name)), Accounts.Walk.over(name)));
  }

  private void dropSome() {
    int left = LOOKED_AT;
    while (left > 0 && !drops.isEmpty()) {
      Iterator<Map.Entry<String, Drop>> all = drops.entrySet().iterator();
      Map.Entry<String, Drop> first = all.next();
      Drop drop = first.getValue();
      Accounts.Some some = accounts.some(drop.walk(), left);
      some.keys().forEach(key -> drop(key, drop));
      if (some.rest() != null) {
        first.setValue(new Drop(drop.before(), some.rest()));
        return;
      }
      left -= some.keys().size();
      all.remove();
      if (!fresh.containsKey(first.getKey())) {
        shapes.delete(first.getKey());
      }
    }
  }

  private void drop(StatusKey key, Drop drop) {
    drop.before()
        .ifPresent(
            budget ->
                accounts
                    .of(budget, key)
                    .close(minutes.now())
                    .forEach(notice -> outlet.notice(budget, key, notice)));
    accounts.delete(key);
    outlet.gone(key);
  }

  /** One walk over the minutes for all that are new by then. */
  private void makeSome() {
    if (making == null && drops.isEmpty() && !fresh.isEmpty()) {
      List<Budget> some = new ArrayList<>();
      fresh.keySet().forEach(name -> some.add(Objects.requireNonNull(byName.get(name))));
      making = new MakingUp(minutes, accounts, some);
    }
    MakingUp current = making;
    if (current == null) {
      return;
    }
    current.step(byName, MET);
    if (current.isDone()) {
      for (String name : current.names()) {
        shapes.put(name, Objects.requireNonNull(fresh.remove(name)));
        walks.add(Accounts.Walk.over(name));
      }
      making = null;
    }
  }

  private List<String> known() {
    List<String> names = new ArrayList<>();
    try (KeyValueIterator<String, String> all = shapes.all()) {
      all.forEachRemaining(one -> names.add(one.key));
    }
    return names;
  }
}
