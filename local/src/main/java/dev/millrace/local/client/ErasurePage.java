package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.KillKey;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is written to take a tenant away: in one transaction, so that a factory has the whole of it
 * or knows nothing of it. What is done already is not written again.
 *
 * @param by who erases
 * @param at when
 */
record ErasurePage(
    AvroCodec<TenantLimits> limits, AvroCodec<KillSwitch> switches, String by, Instant at) {

  /** Shown by the predictions of requests that were under way. */
  static final String REASON = "the tenant was erased";

  /** What the audit log says of the mark; the subject is the tenant. */
  static final String ERASE = "tenant.erase";

  /** The page for a tenant as it stands. */
  AuditPage of(TenantStanding standing) {
    String tenant = standing.tenant();
    List<AuditEntry> entries = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (standing.erasedAt().isEmpty()) {
      byte[] mark = limits.encode(mark(tenant));
      entries.add(
          entry(ERASE, tenant, tenant)
              .change(standing.limits().map(limits::encode), Optional.of(mark)));
      records.add(record(Topics.TENANT_LIMITS, tenant, mark));
    }
    standing
        .keys()
        .forEach(
            key -> {
              entries.add(entry("key.revoke", key.getId(), tenant));
              records.add(record(Topics.API_KEYS, key.getDigest(), null));
            });
    if (standing.stop().isEmpty()) {
      String key = KillKey.of(KillScope.TENANT, tenant);
      byte[] stop = switches.encode(stop(tenant));
      entries.add(entry("kill.on", key, tenant).change(Optional.empty(), Optional.of(stop)));
      records.add(record(Topics.KILL_SWITCHES, key, stop));
    }
    standing
        .budgets()
        .forEach(
            budget -> {
              entries.add(entry("budget.remove", budget.getName(), tenant));
              records.add(record(Topics.BUDGETS, budget.getName(), null));
            });
    if (standing.personalDataKeys() > 0) {
      // The trace comes first: keys are destroyed when it is written.
      entries.add(entry("personal-data.destroy", tenant, tenant));
    }
    return new AuditPage(entries, records);
  }

  private TenantLimits mark(String tenant) {
    return TenantLimits.newBuilder()
        .setTenant(tenant)
        .setErasedAt(at.truncatedTo(ChronoUnit.MILLIS))
        .setChangedBy(by)
        .setChangedAt(at)
        .build();
  }

  private KillSwitch stop(String tenant) {
    return new KillSwitch(
        KillScope.TENANT, tenant, KillState.ON, REASON, by, at.truncatedTo(ChronoUnit.MILLIS));
  }

  private AuditEntry entry(String action, String subject, String tenant) {
    return AuditEntry.of(by, action, subject).of(Optional.of(tenant));
  }

  private static ProducerRecord<byte[], byte[]> record(
      Topic<?> topic, String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value);
  }
}
