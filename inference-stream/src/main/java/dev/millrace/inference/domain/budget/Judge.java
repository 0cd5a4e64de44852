package dev.millrace.inference.domain.budget;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetAccount;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.Lane;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules on one call by the budgets that count it. */
final class Judge {

  private static final int CENTS = 2;

  private final Asked asked;
  private final Accounts accounts;

  /** One for each account, although several budgets may count the same calls. */
  private final Map<BudgetAccount, BudgetClaim> claims = new LinkedHashMap<>();

  private final List<BudgetNote> notes = new ArrayList<>();
  private final List<Budget> overdrawn = new ArrayList<>();

  /**
   * A call that asks for leave.
   *
   * @param bound the most that it can cost; absent where its model has no price
   * @param at when
   */
  record Asked(String tenant, String modelId, Lane lane, Optional<BigDecimal> bound, Instant at) {}

  /** What is booked by now. */
  interface Accounts {

    /** Settled, reserved, and promised to others; US dollars. */
    BigDecimal used(BudgetAccount account);

    /** What is known to be spent, US dollars. */
    BigDecimal settled(BudgetAccount account);

    /** What no call that is still under way will give back, US dollars. */
    BigDecimal stuck(BudgetAccount account);
  }

  private Judge(Asked asked, Accounts accounts) {
    this.asked = asked;
    this.accounts = accounts;
  }

  /** What the budgets that count a call say to it. */
  static Ruling rule(List<Budget> counting, Asked asked, Accounts accounts) {
    List<Budget> limits =
        counting.stream().filter(budget -> budget.action() != BudgetAction.ALERT).toList();
    if (limits.isEmpty()) {
      return Ruling.Go.UNCOUNTED;
    }
    Judge judge = new Judge(asked, accounts);
    return asked
        .bound()
        .map(bound -> judge.priced(limits, bound))
        .orElseGet(() -> judge.unpriced(limits));
  }

  private Ruling priced(List<Budget> limits, BigDecimal bound) {
    for (Budget budget : limits) {
      BudgetAccount account = budget.account(asked.tenant(), asked.at());
      BigDecimal limit = limit(budget);
      claims.merge(account, claim(budget, account, limit), Judge::both);
      if (accounts.used(account).add(bound).compareTo(limit) > 0) {
        exceeds(budget);
      }
    }
    Optional<Ruling> cheaper = cheaper();
    if (cheaper.isPresent()) {
      return cheaper.get();
    }
    if (overdrawn.stream().anyMatch(this::stops)) {
      return stop(bound);
    }
    return later().orElseGet(() -> new Ruling.Go(bound, List.copyOf(claims.values()), notes));
  }

  /** Unknown is not free: what has to be counted and cannot be is not let through. */
  private Ruling unpriced(List<Budget> limits) {
    limits.forEach(this::exceeds);
    Optional<Budget> first = overdrawn.stream().filter(this::stops).findFirst();
    if (first.isPresent()) {
      return new Ruling.Refuse(
          Cause.UNPRICED,
          "model "
              + asked.modelId()
              + " has no price, so budget "
              + first.get().name()
              + " cannot count it: give the price book its price, or ask another model",
          note(first.get()));
    }
    return later().orElseGet(() -> new Ruling.Go(BigDecimal.ZERO, List.of(), notes));
  }

  private void exceeds(Budget budget) {
    if (binds(budget)) {
      overdrawn.add(budget);
    } else if (budget.isDryRun() && !isExempt(budget)) {
      notes.add(note(budget));
    }
  }

  private Optional<Ruling> cheaper() {
    return overdrawn.stream()
        .filter(this::isDearer)
        .findFirst()
        .map(budget -> new Ruling.Degrade(budget.cheaper().orElseThrow().modelId(), note(budget)));
  }

  /** Where none of those that are overdrawn stops it, they have it go on in the lane bulk. */
  private Optional<Ruling> later() {
    return overdrawn.stream().findFirst().map(budget -> new Ruling.Defer(note(budget)));
  }

  /** Refused where no call under way can give back enough, whatever it costs in the end. */
  private Ruling stop(BigDecimal bound) {
    return overdrawn.stream()
        .filter(this::stops)
        .filter(budget -> isSpent(budget, bound))
        .findFirst()
        .<Ruling>map(
            budget ->
                new Ruling.Refuse(Cause.BUDGET_EXHAUSTED, detail(budget, bound), note(budget)))
        .orElseGet(Ruling.Hold::new);
  }

  private boolean isSpent(Budget budget, BigDecimal bound) {
    BudgetAccount account = budget.account(asked.tenant(), asked.at());
    return accounts.stuck(account).add(bound).compareTo(budget.limit()) > 0;
  }

  private String detail(Budget budget, BigDecimal bound) {
    BudgetAccount account = budget.account(asked.tenant(), asked.at());
    BigDecimal settled = accounts.settled(account);
    return "budget "
        + budget.name()
        + " of "
        + plain(budget.limit())
        + " USD has "
        + plain(settled)
        + " spent and "
        + plain(accounts.used(account).subtract(settled))
        + " reserved until "
        + budget.window().at(asked.at()).end()
        + ", and a call to "
        + asked.modelId()
        + " may cost "
        + plain(bound);
  }

  private BudgetClaim claim(Budget budget, BudgetAccount account, BigDecimal limit) {
    BudgetWindow.Span window = budget.window().at(asked.at());
    return new BudgetClaim(
        account.counter(),
        account.tenant().orElse(null),
        window.start(),
        window.end(),
        limit,
        binds(budget));
  }

  /** The lower of two limits that bind. */
  private static BudgetClaim both(BudgetClaim one, BudgetClaim other) {
    if (one.getBinding() != other.getBinding()) {
      return one.getBinding() ? one : other;
    }
    return one.getLimit().compareTo(other.getLimit()) <= 0 ? one : other;
  }

  private BigDecimal limit(Budget budget) {
    return isDearer(budget)
        ? budget.share(budget.cheaper().orElseThrow().fromPercent())
        : budget.limit();
  }

  private boolean binds(Budget budget) {
    return !budget.isDryRun() && !isExempt(budget);
  }

  /** The lane bulk is where deferred requests go. */
  private boolean isExempt(Budget budget) {
    return budget.action() == BudgetAction.DEFER && asked.lane() == Lane.BULK;
  }

  private boolean isDearer(Budget budget) {
    return budget
        .cheaper()
        .filter(cheaper -> !cheaper.modelId().equals(asked.modelId()))
        .isPresent();
  }

  private boolean stops(Budget budget) {
    return budget.action() == BudgetAction.REFUSE || budget.action() == BudgetAction.DEGRADE;
  }

  private static BudgetNote note(Budget budget) {
    return new BudgetNote(budget.name(), budget.action(), budget.isDryRun());
  }

  private static String plain(BigDecimal amount) {
    BigDecimal shortest = amount.stripTrailingZeros();
    return (shortest.scale() < CENTS ? shortest.setScale(CENTS) : shortest).toPlainString();
  }
}
