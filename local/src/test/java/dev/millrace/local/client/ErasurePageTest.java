package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.ApiKey;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.Role;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErasurePageTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<TenantLimits> limits = new AvroCodec<>(Topics.TENANT_LIMITS, registry);
  private final AvroCodec<KillSwitch> switches = new AvroCodec<>(Topics.KILL_SWITCHES, registry);
  private final ErasurePage page = new ErasurePage(limits, switches, "ada", NOW);

  @Test
  void takesEverythingAwayInOnePage() {
    AuditPage all =
        page.of(
            new TenantStanding(
                "acme",
                List.of(key("d1"), key("d2")),
                Optional.of(own()),
                List.of(budget()),
                Optional.empty(),
                2));

    assertThat(all.entries())
        .extracting(AuditEntry::action)
        .containsExactly(
            "tenant.erase",
            "key.revoke",
            "key.revoke",
            "kill.on",
            "budget.remove",
            "personal-data.destroy");
    assertThat(all.entries())
        .allSatisfy(entry -> assertThat(entry.tenant()).contains("acme"))
        .allSatisfy(entry -> assertThat(entry.actor()).isEqualTo("ada"));
    assertThat(all.records())
        .extracting(record -> record.topic() + " " + new String(record.key(), UTF_8))
        .containsExactly(
            "tenant-limits acme",
            "api-keys d1",
            "api-keys d2",
            "kill-switches tenant/acme",
            "budgets monthly");
    TenantLimits mark = limits.decode(all.records().get(0).value());
    assertThat(mark.getErasedAt()).isEqualTo(NOW);
    assertThat(mark.getEventsPerSecond()).isNull();
    assertThat(switches.decode(all.records().get(3).value()).getState()).isEqualTo(KillState.ON);
    for (int at : List.of(1, 2, 4)) {
      assertThat(all.records().get(at).value()).isNull();
    }
  }

  @Test
  void writesNothingWhereNothingIsLeft() {
    TenantStanding erased =
        new TenantStanding("acme", List.of(), Optional.of(mark()), List.of(), Optional.of(on()), 0);

    assertThat(erased.isErased()).isTrue();
    assertThat(page.of(erased)).isEqualTo(AuditPage.empty());
  }

  /** The keys are destroyed behind the page: a process that died between the two left them. */
  @Test
  void finishesWhatWasCutShort() {
    TenantStanding cut =
        new TenantStanding("acme", List.of(), Optional.of(mark()), List.of(), Optional.of(on()), 1);

    assertThat(cut.isErased()).isFalse();
    assertThat(page.of(cut).records()).isEmpty();
    assertThat(page.of(cut).entries())
        .extracting(AuditEntry::action)
        .containsExactly("personal-data.destroy");
  }

  @Test
  void revokesAKeyThatWasIssuedAfterwards() {
    TenantStanding again =
        new TenantStanding(
            "acme", List.of(key("d3")), Optional.of(mark()), List.of(), Optional.of(on()), 0);

    assertThat(page.of(again).entries())
        .extracting(AuditEntry::action)
        .containsExactly("key.revoke");
  }

  private static TenantLimits own() {
    return TenantLimits.newBuilder()
        .setTenant("acme")
        .setEventsPerSecond(5.0)
        .setChangedBy("bob")
        .setChangedAt(NOW)
        .build();
  }

  private static TenantLimits mark() {
    return TenantLimits.newBuilder(own()).setEventsPerSecond(null).setErasedAt(NOW).build();
  }

  private static KillSwitch on() {
    return new KillSwitch(KillScope.TENANT, "acme", KillState.ON, "over", "bob", NOW);
  }

  private static ApiKey key(String digest) {
    return ApiKey.newBuilder()
        .setId(digest)
        .setDigest(digest)
        .setTenant("acme")
        .setName("")
        .setRoles(List.of(Role.PRODUCE))
        .setCreatedBy("bob")
        .setCreatedAt(NOW)
        .build();
  }

  private static BudgetDefinition budget() {
    return BudgetDefinition.newBuilder()
        .setName("monthly")
        .setHolders(BudgetHolders.ONE)
        .setTenant("acme")
        .setPeriod(new BudgetPeriod(PeriodUnit.MONTH, 1, "UTC"))
        .setLimit(new BigDecimal("5.000000000000"))
        .setAction(BudgetAction.REFUSE)
        .setChangedBy("bob")
        .setChangedAt(NOW)
        .build();
  }
}
