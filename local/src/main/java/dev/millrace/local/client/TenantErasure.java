package dev.millrace.local.client;

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

  private final FactoryTopics factory;
  private final TenantKeys keys;
  private final InstantSource clock;

  /**
   * Erases tenants of one factory.
   *
   * @param keys where its keys of personal data are
   */
  public TenantErasure(FactoryTopics factory, TenantKeys keys, InstantSource clock) {
    this.factory = factory;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * How a tenant stands now.
   *
   * @throws IOException where the keys cannot be read
   */
  public TenantStanding standing(String tenant) throws IOException {
    return standing(tenant, keys.of(tenant));
  }

  private TenantStanding standing(String tenant, long personalDataKeys) {
    return new TenantStanding(
        tenant,
        AuditedTopic.ofAll(Topics.API_KEYS, factory, clock).values().values().stream()
            .filter(key -> key.getTenant().equals(tenant))
            .toList(),
        Optional.ofNullable(NewestValues.readable(factory, Topics.TENANT_LIMITS).get(tenant)),
        new BudgetBoard(factory, clock)
            .budgets().stream().filter(budget -> tenant.equals(budget.getTenant())).toList(),
        new KillSwitchBoard(factory, clock)
            .stopped().stream()
                .filter(one -> one.getScope() == KillScope.TENANT && one.getName().equals(tenant))
                .findFirst(),
        personalDataKeys);
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
        audit.append(() -> page.of(standing(tenant, before.personalDataKeys())));
      }
      keys.destroy(tenant);
    }
    return before;
  }
}
