package dev.millrace.platform.budgets.domain;

import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A limit on what is spent for calls.
 *
 * @param name unique among all budgets; says whose calls count and when, not what the limit is or
 *     what happens at it
 * @param limit most that may be spent in a window, US dollars, above 0
 * @param action what happens at the limit
 * @param alerts percentages of the limit that are told of, in ascending order
 * @param cheaper the model that answers instead; present where the action is {@link
 *     BudgetAction#DEGRADE}, and only there
 * @param isDryRun whether nothing is stopped
 */
public record Budget(
    String name,
    BudgetScope scope,
    BudgetWindow window,
    BigDecimal limit,
    BudgetAction action,
    List<Integer> alerts,
    Optional<Cheaper> cheaper,
    boolean isDryRun) {

  /** Ten to this power is a hundred. */
  private static final int PERCENT = 2;

  /** Digits after the point of every amount, as in the records. */
  private static final int SCALE = 12;

  /**
   * A model that stands in for dearer ones.
   *
   * @param modelId Bedrock model id or ARN
   * @param fromPercent of the limit, from which on it does
   */
  public record Cheaper(String modelId, int fromPercent) {}

  public Budget {
    if (limit.signum() <= 0) {
      throw new IllegalArgumentException("budget " + name + " has the limit " + limit);
    }
    if (cheaper.isPresent() != (action == BudgetAction.DEGRADE)) {
      throw new IllegalArgumentException(
          "budget " + name + " needs a cheaper model where its action is DEGRADE, and only there");
    }
    alerts = alerts.stream().sorted().distinct().toList();
  }

  /**
   * One that an operator has set.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Budget of(BudgetDefinition set) {
    BudgetScope.Holders holders =
        switch (set.getHolders()) {
          case TOGETHER -> new BudgetScope.Holders.Together();
          case EACH -> new BudgetScope.Holders.Each();
          case ONE ->
              new BudgetScope.Holders.One(
                  Optional.ofNullable(set.getTenant())
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "budget " + set.getName() + " does not say of which tenant")));
        };
    return new Budget(
        set.getName(),
        new BudgetScope(
            holders, Optional.ofNullable(set.getPipeline()), Optional.ofNullable(set.getModel())),
        BudgetWindow.of(set.getPeriod()),
        set.getLimit(),
        set.getAction(),
        set.getAlerts(),
        cheaper(set.getDegradeTo(), set.getDegradeFrom()),
        set.getDryRun());
  }

  /**
   * One of a pipeline's spec.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Budget of(String pipeline, dev.millrace.record.Budget declared, String name) {
    BudgetScope.Holders holders =
        switch (declared.getScope()) {
          case TENANT -> new BudgetScope.Holders.Each();
          case PIPELINE -> new BudgetScope.Holders.Together();
        };
    return new Budget(
        name,
        new BudgetScope(holders, Optional.of(pipeline), Optional.ofNullable(declared.getModel())),
        BudgetWindow.of(declared.getPeriod()),
        declared.getLimit(),
        declared.getAction(),
        declared.getAlerts(),
        cheaper(declared.getDegradeTo(), declared.getDegradeFrom()),
        declared.getDryRun());
  }

  /**
   * What its calls are counted under: the same for all budgets that count the same calls in the
   * same windows, whatever they are called and do, so that neither a new name, limit nor action
   * makes anything forgotten that was spent.
   */
  public String counter() {
    // Only a tenant may hold any character, and is the last.
    return String.join(
        "|",
        window.toString(),
        window.zone().getId(),
        scope.pipeline().orElse("*"),
        scope.model().orElse("*"),
        scope.holders().text());
  }

  /** Where a call of a tenant at an instant is counted. */
  public BudgetAccount account(String tenant, Instant at) {
    return new BudgetAccount(
        counter(),
        scope.holders() instanceof BudgetScope.Holders.Each
            ? Optional.of(tenant)
            : Optional.empty(),
        window.at(at).start());
  }

  /** So much of the limit, US dollars. */
  public BigDecimal share(int percent) {
    return limit
        .multiply(BigDecimal.valueOf(percent))
        .movePointLeft(PERCENT)
        .setScale(SCALE, RoundingMode.DOWN);
  }

  /** The alerts that an amount has reached, in ascending order. */
  public List<Integer> reached(BigDecimal amount) {
    return alerts.stream().filter(percent -> amount.compareTo(share(percent)) >= 0).toList();
  }

  private static Optional<Cheaper> cheaper(@Nullable String modelId, int fromPercent) {
    return Optional.ofNullable(modelId).map(id -> new Cheaper(id, fromPercent));
  }
}
