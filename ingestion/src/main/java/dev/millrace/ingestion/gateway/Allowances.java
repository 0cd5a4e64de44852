package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpHead;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What each tenant may send, and what it has sent.
 *
 * <p><i>Shape</i>: a call is charged for the bytes that it announces before its body is read; for
 * its parts, and for bytes that it did not announce or had compressed, when they are known. Limits
 * that are set anew hold from the next call on.
 *
 * <p><i>Threads</i>: may be used by many at once. Each gateway keeps its own count.
 */
final class Allowances {

  private final RateLimits usual;
  private final int usualBodyBytes;
  private final Function<String, Optional<TenantLimits>> set;
  private final InstantSource clock;
  private final Map<String, Buckets> buckets = new ConcurrentHashMap<>();

  private record Buckets(TokenBucket events, TokenBucket bytes) {}

  /** What holds for one tenant now. */
  private record Limits(double eventsPerSecond, double bytesPerSecond, int maxBodyBytes) {}

  /**
   * Begins with full buckets.
   *
   * @param usualBodyBytes largest body, where nothing else is set
   * @param set what is set for a tenant
   */
  Allowances(
      RateLimits usual,
      int usualBodyBytes,
      Function<String, Optional<TenantLimits>> set,
      InstantSource clock) {
    this.usual = usual;
    this.usualBodyBytes = usualBodyBytes;
    this.set = set;
    this.clock = clock;
  }

  /** Largest body that a tenant may send. */
  int maxBodyBytes(String tenant) {
    return limits(tenant).maxBodyBytes();
  }

  /** Charges the bytes that a call announces; a refusal where the tenant has sent too much. */
  Optional<HttpReply> enter(String tenant, HttpHead head) {
    Limits limits = limits(tenant);
    Buckets of = buckets(tenant, limits);
    Instant now = clock.instant();
    Optional<Duration> wait = of.events().wait(limits.eventsPerSecond(), now);
    if (wait.isPresent()) {
      return wait.map(time -> tooManyEvents(tenant, limits, time));
    }
    return of.bytes()
        .take((double) head.contentLength().orElse(0), limits.bytesPerSecond(), now)
        .map(time -> tooManyBytes(tenant, limits, time));
  }

  /**
   * Charges the parts of a call, and the bytes that were not charged when it came in; a refusal
   * where the tenant has meanwhile sent too many.
   */
  Optional<HttpReply> settle(String tenant, HttpCall call, int parts) {
    Limits limits = limits(tenant);
    Buckets of = buckets(tenant, limits);
    Instant now = clock.instant();
    long charged = call.contentLength().orElse(0);
    double more = (double) Math.max(0, call.body().length - charged);
    of.bytes().owe(more, limits.bytesPerSecond(), now);
    return of.events()
        .take(parts, limits.eventsPerSecond(), now)
        .map(time -> tooManyEvents(tenant, limits, time));
  }

  private Limits limits(String tenant) {
    Optional<TenantLimits> own = set.apply(tenant);
    return new Limits(
        own.map(TenantLimits::getEventsPerSecond)
            .filter(rate -> rate > 0)
            .orElse(usual.eventsPerSecond()),
        own.map(TenantLimits::getBytesPerSecond)
            .filter(rate -> rate > 0)
            .orElse(usual.bytesPerSecond())
            .doubleValue(),
        own.map(TenantLimits::getMaxBodyBytes)
            .filter(bytes -> bytes > 0)
            .map(bytes -> Math.min(bytes, Gateway.LARGEST_BODY_BYTES))
            .orElse(usualBodyBytes));
  }

  private Buckets buckets(String tenant, Limits limits) {
    return buckets.computeIfAbsent(
        tenant,
        name ->
            new Buckets(
                new TokenBucket(limits.eventsPerSecond(), clock.instant()),
                new TokenBucket(limits.bytesPerSecond(), clock.instant())));
  }

  private static HttpReply tooManyEvents(String tenant, Limits limits, Duration wait) {
    return refusal(tenant, plain(limits.eventsPerSecond()) + " events", wait);
  }

  private static HttpReply tooManyBytes(String tenant, Limits limits, Duration wait) {
    return refusal(tenant, plain(limits.bytesPerSecond()) + " bytes", wait);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static HttpReply refusal(String tenant, String limit, Duration wait) {
    long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    Problem problem =
        Problems.of(
            Cause.RATE_LIMITED,
            "tenant "
                + tenant
                + " sends more than its "
                + limit
                + " a second, and none of this was written down: send it again in "
                + seconds
                + " s");
    return problem.reply().with("Retry-After", String.valueOf(seconds));
  }
}
