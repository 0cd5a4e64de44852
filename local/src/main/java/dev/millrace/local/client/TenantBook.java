package dev.millrace.local.client;

import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    Optional<TenantLimits> before = Optional.ofNullable(read().get(change.tenant()));
    TenantLimits limits =
        TenantLimits.newBuilder()
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
    writer().put(Topics.TENANT_LIMITS, change.tenant(), limits);
    return limits;
  }

  /** Leaves a tenant with the gateways' defaults. */
  public void clear(String tenant) throws IOException {
    writer().remove(Topics.TENANT_LIMITS, tenant);
  }

  /** All limits that are set, by name of the tenant. */
  public Collection<TenantLimits> limits() {
    return read().values();
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

  private TopicWriter writer() {
    return new TopicWriter(factory.kafka(), factory.registry());
  }
}
