package dev.millrace.local.client;

import dev.millrace.record.ApiKey;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.TenantLimits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is there of a tenant that can be taken away at once.
 *
 * @param keys those issued to it
 * @param limits what it may send, or when it was erased
 * @param budgets those of it alone
 * @param stop the kill switch that stops it, where it is on
 * @param personalDataKeys how many keys of the factory still have a part for it
 */
public record TenantStanding(
    String tenant,
    List<ApiKey> keys,
    Optional<TenantLimits> limits,
    List<BudgetDefinition> budgets,
    Optional<KillSwitch> stop,
    long personalDataKeys) {

  public TenantStanding {
    keys = List.copyOf(keys);
    budgets = List.copyOf(budgets);
  }

  /** When the tenant was erased, if it was. */
  public Optional<Instant> erasedAt() {
    return limits.map(TenantLimits::getErasedAt);
  }

  /** Whether there is nothing left to take away. */
  public boolean isErased() {
    return erasedAt().isPresent()
        && keys.isEmpty()
        && budgets.isEmpty()
        && stop.isPresent()
        && personalDataKeys == 0;
  }

  /** Whether nothing was ever set for it; events of it there may be all the same. */
  public boolean isUnheardOf() {
    return keys.isEmpty() && limits.isEmpty() && budgets.isEmpty() && stop.isEmpty();
  }
}
