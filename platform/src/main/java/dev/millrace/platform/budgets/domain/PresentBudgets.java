package dev.millrace.platform.budgets.domain;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.Outlook;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How the budgets in force stand now. Statuses are told when something is spent; so a budget that
 * nobody has spent of has none, and one that was quiet since its last window has an old one: in
 * both cases nothing is spent.
 *
 * <p><i>Shape</i>: in the order of the budgets, of each in the order of the statuses.
 */
public final class PresentBudgets {

  private static final int SCALE = 12;
  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(SCALE);

  private final Collection<Budget> inForce;
  private final Instant now;

  /** A budget, and how it stands. */
  public record Present(Budget budget, BudgetStatus status) {}

  /** At an instant. */
  public PresentBudgets(Collection<Budget> inForce, Instant now) {
    this.inForce = inForce;
    this.now = now;
  }

  /**
   * All of them; one that each tenant has for itself, and nobody spends of, has no tenant.
   *
   * @param told the newest status of each; of budgets that are no more, they are passed over
   */
  public List<Present> all(Collection<BudgetStatus> told) {
    Map<String, List<BudgetStatus>> byBudget = new HashMap<>();
    for (BudgetStatus status : told) {
      byBudget.computeIfAbsent(status.getBudget(), name -> new ArrayList<>()).add(status);
    }
    List<Present> all = new ArrayList<>();
    for (Budget budget : inForce) {
      List<BudgetStatus> statuses = byBudget.getOrDefault(budget.name(), List.of());
      statuses.forEach(status -> all.add(new Present(budget, present(budget, status))));
      if (statuses.isEmpty()) {
        all.add(new Present(budget, unspent(budget, owner(budget), Optional.empty())));
      }
    }
    return all;
  }

  /**
   * Those that are one tenant's alone: what others spend is not for it to see, and is not looked
   * at. What all tenants have together of a pipeline that it alone uses is its own as well.
   *
   * @param isAlone whether the tenant, and nobody else, uses a pipeline
   * @param told finds the newest status by its {@linkplain StatusKey key}
   */
  public List<BudgetStatus> of(
      String tenant, Predicate<String> isAlone, Function<String, Optional<BudgetStatus>> told) {
    List<BudgetStatus> all = new ArrayList<>();
    for (Budget budget : inForce) {
      Holders holders = budget.scope().holders();
      boolean isItsOwn =
          holders instanceof Holders.Each
              || (holders instanceof Holders.One one && one.tenant().equals(tenant));
      if (holders instanceof Holders.Together
          && budget.scope().pipeline().filter(isAlone).isPresent()) {
        all.add(
            told.apply(StatusKey.of(budget, tenant).toString())
                .map(status -> present(budget, status))
                .orElseGet(() -> unspent(budget, Optional.empty(), Optional.empty())));
      } else if (isItsOwn) {
        all.add(
            told.apply(StatusKey.of(budget, tenant).toString())
                .filter(status -> tenant.equals(status.getTenant()))
                .map(status -> present(budget, status))
                .orElseGet(() -> unspent(budget, Optional.of(tenant), Optional.empty())));
      }
    }
    return all;
  }

  private BudgetStatus present(Budget budget, BudgetStatus status) {
    BudgetWindow.Span window = budget.window().at(now);
    if (status.getWindowEnd().isAfter(window.start())) {
      return status;
    }
    Optional<BigDecimal> previous =
        status.getWindowEnd().equals(window.start())
            ? Optional.of(status.getSpent())
            : Optional.empty();
    return unspent(budget, Optional.ofNullable(status.getTenant()), previous);
  }

  private BudgetStatus unspent(
      Budget budget, Optional<String> tenant, Optional<BigDecimal> previous) {
    BudgetWindow.Span window = budget.window().at(now);
    return BudgetStatus.newBuilder()
        .setBudget(budget.name())
        .setTenant(tenant.orElse(null))
        .setPipeline(budget.scope().pipeline().orElse(null))
        .setModelId(budget.scope().model().orElse(null))
        .setWindow(budget.window().toString())
        .setWindowStart(window.start())
        .setWindowEnd(window.end())
        .setLimit(budget.limit().setScale(SCALE, RoundingMode.UNNECESSARY))
        .setSpent(NOTHING)
        .setWasted(NOTHING)
        .setUnpricedCalls(0)
        .setPreviousSpent(previous.orElse(null))
        .setShare(BigDecimal.ZERO.setScale(SCALE / 2))
        .setAction(budget.action())
        .setDryRun(budget.isDryRun())
        .setExceeded(false)
        .setForecast(BudgetForecast.newBuilder().setOutlook(Outlook.NOT_BEFORE_WINDOW_END).build())
        .setAsOf(now)
        .build();
  }

  private static Optional<String> owner(Budget budget) {
    return budget.scope().holders() instanceof Holders.One one
        ? Optional.of(one.tenant())
        : Optional.empty();
  }
}
