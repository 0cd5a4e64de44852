package dev.millrace.platform.tenants;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tenants were erased, by the marks in {@code tenant-limits}: none of their keys opens
 * anything, and no model is given what the topics still hold of them.
 *
 * <p><i>Failure</i>: a record that cannot be read leaves its tenant as it was. Where nothing from
 * before is in force the tenant counts as erased, because it may have been, until a record of it
 * can be read again; the log says so once.
 *
 * <p><i>Threads</i>: may be asked by many.
 */
public final class ErasedTenants implements Predicate<String> {

  private static final Logger LOG = LoggerFactory.getLogger(ErasedTenants.class);

  private final Function<String, Optional<TenantLimits>> known;
  private final Supplier<Set<String>> unread;
  private final Consumer<String> warnings;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** Follows a view, which was read to its end when it was opened, and somebody else closes. */
  public ErasedTenants(CompactedView<TenantLimits> limits) {
    this(limits::find, limits::unknownKeys, ErasedTenants::warn);
  }

  /**
   * Asks elsewhere.
   *
   * @param known what can be read of a tenant
   * @param unread tenants of which nothing can be read although something is there
   * @param warnings told once of each tenant that is asked for and is one of these
   */
  ErasedTenants(
      Function<String, Optional<TenantLimits>> known,
      Supplier<Set<String>> unread,
      Consumer<String> warnings) {
    this.known = known;
    this.unread = unread;
    this.warnings = warnings;
  }

  /** Those that were erased by now, for who reads the topics once. */
  public static Set<String> byNow(KafkaConnection kafka, SchemaRegistry registry) {
    try (CompactedView<TenantLimits> limits =
        CompactedView.open(Topics.TENANT_LIMITS, kafka, registry)) {
      ErasedTenants erased = new ErasedTenants(limits);
      Set<String> names = new HashSet<>(limits.unknownKeys());
      limits.values().forEach(one -> names.add(one.getTenant()));
      names.removeIf(erased.negate());
      return Set.copyOf(names);
    }
  }

  @Override
  public boolean test(String tenant) {
    Optional<TenantLimits> limits = known.apply(tenant);
    return limits.isPresent() ? limits.get().getErasedAt() != null : isUnread(tenant);
  }

  private boolean isUnread(String tenant) {
    if (!unread.get().contains(tenant)) {
      return false;
    }
    if (told.add(tenant)) {
      warnings.accept(tenant);
    }
    return true;
  }

  private static void warn(String tenant) {
    LOG.error(
        "the record of tenant {} in {} cannot be read, and none before it is known: it counts as"
            + " erased until its limits are set or cleared, or it is erased once more",
        tenant,
        Topics.TENANT_LIMITS.name());
  }
}
