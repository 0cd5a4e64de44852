package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The limits that are set for tenants: in their topic, followed by the gateways.
 *
 * <p><i>Failure</i>: a record that cannot be read is passed over, so that it can be replaced;
 * whether its tenant was erased is looked up in the audit log then.
 */
public final class TenantBook {

  private final RunningFactory factory;
  private final InstantSource clock;

  public TenantBook(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.clock = clock;
  }

  /**
   * What is to change; null leaves a limit as it is.
   *
   * @param by who wants it
   */
  public record Change(
      String tenant,
      @Nullable Double eventsPerSecond,
      @Nullable Long bytesPerSecond,
      @Nullable Integer maxBodyBytes,
      String by) {}

  /** Sets limits and returns all that are now set for the tenant. */
  public TenantLimits set(Change change) throws IOException {
    AtomicReference<@Nullable TenantLimits> set = new AtomicReference<>();
    AvroCodec<TenantLimits> codec = new AvroCodec<>(Topics.TENANT_LIMITS, factory.registry());
    write(
        change.tenant(),
        change.by(),
        () -> {
          TenantLimits limits = changed(change);
          set.set(limits);
          return Optional.of(codec.encode(limits));
        });
    return Objects.requireNonNull(set.get(), "limits are set where they were written");
  }

  /**
   * Leaves a tenant with the gateways' defaults.
   *
   * @param by who wants it
   */
  public void clear(String tenant, String by) throws IOException {
    write(tenant, by, Optional::empty);
  }

  /** All limits that are set, by name of the tenant. */
  public Collection<TenantLimits> limits() {
    return read().values();
  }

  /**
   * Refuses names that are used up.
   *
   * @throws IllegalStateException where the tenant was erased
   */
  public void requireInUse(String tenant) {
    Optional.ofNullable(NewestValues.of(factory, Topics.TENANT_LIMITS).get(tenant))
        .flatMap(newest -> erasedAt(tenant, newest))
        .ifPresent(
            at -> {
              throw new IllegalStateException(
                  "tenant "
                      + tenant
                      + " was erased at "
                      + at
                      + ", and its name with it: take"
                      + " another");
            });
  }

  private Optional<Instant> erasedAt(String tenant, byte[] newest) {
    try {
      return Optional.ofNullable(
          new AvroCodec<>(Topics.TENANT_LIMITS, factory.registry()).decode(newest).getErasedAt());
    } catch (UnreadableRecordException e) {
      return auditedErasure(tenant);
    }
  }

  private Optional<Instant> auditedErasure(String tenant) {
    AtomicReference<@Nullable Instant> at = new AtomicReference<>();
    factory
        .topics()
        .read(
            Topics.AUDIT_LOG,
            record -> {
              AuditEvent event = record.value();
              if (event.getAction().equals(ErasurePage.ERASE)
                  && event.getSubject().equals(tenant)) {
                at.set(event.getAt());
              }
            });
    return Optional.ofNullable(at.get());
  }

  private TenantLimits changed(Change change) {
    Optional<TenantLimits> before = Optional.ofNullable(read().get(change.tenant()));
    return TenantLimits.newBuilder()
        .setTenant(change.tenant())
        .setEventsPerSecond(
            change.eventsPerSecond() == null
                ? before.map(TenantLimits::getEventsPerSecond).orElse(null)
                : change.eventsPerSecond())
        .setBytesPerSecond(
            change.bytesPerSecond() == null
                ? before.map(TenantLimits::getBytesPerSecond).orElse(null)
                : change.bytesPerSecond())
        .setMaxBodyBytes(
            change.maxBodyBytes() == null
                ? before.map(TenantLimits::getMaxBodyBytes).orElse(null)
                : change.maxBodyBytes())
        .setChangedBy(change.by())
        .setChangedAt(clock.instant())
        .build();
  }

  private Map<String, TenantLimits> read() {
    return NewestValues.readable(factory, Topics.TENANT_LIMITS);
  }

  private void write(String tenant, String by, Supplier<Optional<byte[]>> newest)
      throws IOException {
    try (AuditLog audit = AuditLog.open(factory.kafka(), factory.registry(), clock)) {
      audit.append(
          () -> {
            // Looked at while nobody else writes: whoever replaced the mark of a tenant that is
            // being erased would open the gateway to its old keys.
            requireInUse(tenant);
            Optional<byte[]> value = newest.get();
            return new AuditPage(
                List.of(
                    AuditEntry.of(by, "tenant.limits", tenant)
                        .of(Optional.of(tenant))
                        .change(Optional.empty(), value)),
                List.of(
                    new ProducerRecord<>(
                        Topics.TENANT_LIMITS.name(), tenant.getBytes(UTF_8), value.orElse(null))));
          });
    }
  }
}
