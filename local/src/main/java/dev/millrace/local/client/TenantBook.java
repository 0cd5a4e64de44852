package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The limits that are set for tenants: in their topic, followed by the gateways. */
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
    Optional.ofNullable(read().get(tenant))
        .map(TenantLimits::getErasedAt)
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
    Map<String, TenantLimits> limits = new TreeMap<>();
    factory
        .topics()
        .read(
            Topics.TENANT_LIMITS,
            record -> {
              if (record.value() == null) {
                limits.remove(record.key());
              } else {
                limits.put(record.key(), record.value());
              }
            });
    return limits;
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
