package dev.millrace.local.client;

import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.record.KillScope;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Erases tenants: first nothing new comes in, then the keys of what is there are destroyed.
 *
 * <p><i>Failure</i>: whatever is cut short is finished by erasing the tenant once more; what is
 * done is not done again.
 */
public final class TenantErasure {

  private final RunningFactory factory;
  private final InstantSource clock;

  public TenantErasure(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.clock = clock;
  }

  /** How a tenant stands now. */
  public TenantStanding standing(String tenant) {
    return new TenantStanding(
        tenant,
        KeyTopic.of(factory, clock).keys().stream()
            .filter(key -> key.getTenant().equals(tenant))
            .toList(),
        Optional.ofNullable(NewestValues.readable(factory, Topics.TENANT_LIMITS).get(tenant)),
        new BudgetBoard(factory, clock)
            .budgets().stream().filter(budget -> tenant.equals(budget.getTenant())).toList(),
        new KillSwitchBoard(factory, clock)
            .stopped().stream()
                .filter(one -> one.getScope() == KillScope.TENANT && one.getName().equals(tenant))
                .findFirst(),
        KeyFile.read(factory.folder().personalDataKeys()).keysOf(tenant));
  }

  /**
   * Erases a tenant.
   *
   * @param by who wants it
   * @return how it stood before
   * @throws IOException where it is not known how far it came: erase the tenant once more
   */
  public TenantStanding erase(String tenant, String by) throws IOException {
    TenantStanding before = standing(tenant);
    if (!before.isErased()) {
      ErasurePage page =
          new ErasurePage(
              new AvroCodec<>(Topics.TENANT_LIMITS, factory.registry()),
              new AvroCodec<>(Topics.KILL_SWITCHES, factory.registry()),
              by,
              clock.instant());
      try (AuditLog audit = AuditLog.open(factory.kafka(), factory.registry(), clock)) {
        audit.append(() -> page.of(standing(tenant)));
      }
      KeyLines.destroy(factory.folder().personalDataKeys(), tenant);
    }
    return before;
  }
}
