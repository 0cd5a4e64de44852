package dev.millrace.publisher.domain;

import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tenants have a name in CloudWatch, where each name is paid for by the hour: those of an
 * hour are the ones that spent most in the day before, and while there is room, whoever comes
 * first.
 */
final class Tenants {

  /** All that have no name. */
  static final String OTHERS = "(other)";

  private static final Duration DAY = Duration.ofDays(1);

  private final int most;
  private final Map<Instant, Set<String>> named = new HashMap<>();
  private final Set<Instant> ranked = new HashSet<>();

  /**
   * Nobody yet.
   *
   * @param most how many have a name in the same hour
   */
  Tenants(int most) {
    this.most = most;
  }

  /** Somebody was told of by name. */
  void remember(Told told) {
    if (told.isNamed()) {
      told.tenant().ifPresent(tenant -> of(hour(told.start())).add(tenant));
    }
  }

  /**
   * Whether a window is told under its tenant's name.
   *
   * @param told all that is known of the day before
   */
  boolean isNamed(String tenant, Instant start, Collection<Told> told) {
    Instant hour = hour(start);
    Set<String> those = of(hour);
    if (ranked.add(hour)) {
      rank(those, hour, told);
    }
    if (those.size() < most) {
      those.add(tenant);
    }
    return those.contains(tenant);
  }

  /** Forgets hours that nothing more is told of. */
  void forgetBefore(Instant time) {
    named.keySet().removeIf(hour -> hour.isBefore(time));
    ranked.removeIf(hour -> hour.isBefore(time));
  }

  private void rank(Set<String> those, Instant hour, Collection<Told> told) {
    Map<String, BigDecimal> spent = new HashMap<>();
    for (Told one : told) {
      if (one.start().isBefore(hour) && !one.start().isBefore(hour.minus(DAY))) {
        one.tenant()
            .ifPresent(tenant -> spent.merge(tenant, one.of(Metric.COST_SPENT), BigDecimal::add));
      }
    }
    spent.entrySet().stream()
        .sorted(
            Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(Map.Entry::getKey)
        .takeWhile(tenant -> those.size() < most)
        .forEach(those::add);
  }

  private Set<String> of(Instant hour) {
    return named.computeIfAbsent(hour, any -> new HashSet<>());
  }

  private static Instant hour(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }
}
