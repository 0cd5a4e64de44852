package dev.millrace.publisher.domain;

import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Kind;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of windows, and what was told of them. What is told is always the difference: so a
 * record that is read again changes nothing, and sums in CloudWatch are those of the topics.
 *
 * <p><i>Shape</i>: a window is told once it is over and its lateness too, and again when records
 * came that change it. Counters get the difference, at the window's own time; gauges keep their
 * first value, because CloudWatch could only average it with another.
 *
 * <p>So many told windows are remembered at most; beyond that the oldest are forgotten, and
 * whatever comes of these, or of others as old, is left out and counted, in later lives too.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Windows {

  /** Told windows are remembered for longer than they are corrected: nothing is told twice. */
  private static final Duration MARGIN = Duration.ofHours(1);

  /** Clocks differ by less; a window that ends later would hold back offsets until then. */
  private static final Duration AHEAD = Duration.ofHours(1);

  /** Some 700 bytes each: 350 MB. */
  private static final int MOST_TOLD = 500_000;

  /** Forgetting looks at all of them: so many at once that it is rare. */
  private static final int SHARE_FORGOTTEN = 10;

  /** In place of a window: up to where windows were forgotten. A window's name has parts. */
  private static final String FORGOTTEN = "forgotten";

  private static final Comparator<Open> BY_TIME =
      Comparator.comparing((Open open) -> open.reading().end())
          .thenComparing(open -> open.reading().window());

  private final Terms terms;
  private final Draft.Limits limits;
  private final Tenants tenants;
  private final Map<String, Open> open = new HashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private final int mostTold;
  private Instant forgotten = Instant.EPOCH;
  private long leftOut;

  /**
   * What is not told yet.
   *
   * @param first offset from where on records have to be read again to know the same
   * @param last offset of the newest record of it
   */
  private record Open(Reading reading, String partition, long first, long last) {}

  public Windows(Terms terms) {
    this(terms, Draft.Limits.USUAL, MOST_TOLD);
  }

  Windows(Terms terms, Draft.Limits limits, int mostTold) {
    this.terms = terms;
    this.limits = limits;
    this.mostTold = mostTold;
    this.tenants = new Tenants(terms.topTenants());
  }

  /** What an earlier life told. */
  public void restore(String window, Told known) {
    if (window.equals(FORGOTTEN)) {
      forgotten = known.end();
      return;
    }
    told.put(window, known);
    tenants.remember(known);
  }

  /** What a record says; one that was counted before changes nothing. */
  public void take(Reading reading, Place place) {
    Told known = told.get(reading.window());
    if (known == null && !reading.end().isAfter(forgotten)) {
      // It may have been told: nobody knows any more.
      leftOut++;
    } else if (known == null || place.offset() > known.offset()) {
      open.merge(
          reading.window(),
          new Open(reading, place.partition(), place.offset(), place.offset()),
          Windows::joined);
    }
  }

  /** How many windows are not told yet. */
  public int waiting() {
    return open.size();
  }

  /** How many windows were not told because they were too old, or too far ahead. */
  public long leftOut() {
    return leftOut;
  }

  /** Whether a window can be told. */
  public boolean isDue(Instant now) {
    return open.values().stream().anyMatch(one -> isClosed(one, now));
  }

  /**
   * What can be told now, as much as one call carries; the oldest first.
   *
   * @param beside samples that are not of windows; told in any case
   * @param most windows at most
   */
  public Batch draft(long number, Instant now, List<Sample> beside, int most) {
    leaveOut(now);
    Draft draft = new Draft(limits);
    draft.add(beside);
    Map<String, Told> windows = new HashMap<>();
    int corrections = 0;
    for (Open one : open.values().stream().filter(o -> isClosed(o, now)).sorted(BY_TIME).toList()) {
      Told known = told.get(one.reading().window());
      Told next = next(number, one, known);
      if (windows.size() == most || !draft.add(samples(one.reading(), known, next))) {
        break;
      }
      windows.put(one.reading().window(), next);
      corrections += known == null ? 0 : 1;
    }
    return new Batch(number, draft.datums(), windows, corrections);
  }

  /** The batch was sent. */
  public void told(Batch batch) {
    batch
        .windows()
        .forEach(
            (window, next) -> {
              @Nullable Told before = told.put(window, next);
              open.computeIfPresent(window, (any, one) -> rest(one, before, next));
            });
  }

  /** Told windows that nothing more will be told of; they are forgotten. */
  public List<String> forget(Instant now) {
    Instant horizon = now.minus(terms.corrections()).minus(MARGIN);
    List<String> old = new ArrayList<>(forgetIf(known -> known.end().isBefore(horizon)));
    tenants.forgetBefore(horizon);
    if (told.size() > mostTold) {
      int excess = told.size() - (mostTold - mostTold / SHARE_FORGOTTEN);
      forgotten = told.values().stream().map(Told::end).sorted().toList().get(excess - 1);
      old.addAll(forgetIf(known -> !known.end().isAfter(forgotten)));
      leaveOutIf(one -> !one.reading().end().isAfter(forgotten));
    }
    return old;
  }

  /** A batch that was sent, as it is written down: together with how far windows are forgotten. */
  public Batch written(Batch sent) {
    if (forgotten.equals(Instant.EPOCH)) {
      return sent;
    }
    Map<String, Told> all = new HashMap<>(sent.windows());
    all.put(
        FORGOTTEN,
        new Told(
            sent.number(),
            0,
            Instant.EPOCH,
            forgotten,
            Optional.empty(),
            /* isNamed= */ false,
            Map.of()));
    return new Batch(sent.number(), sent.datums(), all, sent.corrections());
  }

  /** From where on records have to be read again, of partitions where something is not told. */
  public Map<String, Long> held() {
    Map<String, Long> held = new HashMap<>();
    open.values().forEach(one -> held.merge(one.partition(), one.first(), Math::min));
    return held;
  }

  private boolean isClosed(Open one, Instant now) {
    return !now.isBefore(one.reading().end().plus(terms.lateness()));
  }

  private void leaveOut(Instant now) {
    Instant horizon = now.minus(terms.corrections());
    Instant furthest = now.plus(terms.lateness()).plus(AHEAD);
    leaveOutIf(
        one -> one.reading().end().isBefore(horizon) || one.reading().end().isAfter(furthest));
  }

  private void leaveOutIf(Predicate<Open> isOut) {
    int before = open.size();
    open.values().removeIf(isOut);
    leftOut += before - open.size();
  }

  private List<String> forgetIf(Predicate<Told> isOld) {
    List<String> old =
        told.entrySet().stream()
            .filter(one -> isOld.test(one.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(told::remove);
    return old;
  }

  private static Open joined(Open before, Open next) {
    Reading reading = next.reading();
    if (reading.manner() == Manner.ADDS) {
      return new Open(
          reading.with(0, sum(before.reading().figures(), reading.figures())),
          before.partition(),
          before.first(),
          next.last());
    }
    return before.reading().revision() > reading.revision()
        ? new Open(before.reading(), before.partition(), before.first(), next.last())
        : next;
  }

  private Told next(long number, Open one, @Nullable Told known) {
    Reading reading = one.reading();
    boolean isNamed =
        known == null
            ? reading
                .tenant()
                .map(tenant -> tenants.isNamed(tenant, reading.start(), told.values()))
                .orElse(false)
            : known.isNamed();
    return new Told(
        number,
        one.last(),
        reading.start(),
        reading.end(),
        reading.tenant(),
        isNamed,
        totals(reading, known));
  }

  /** All that will have been told. */
  private static Map<Metric, BigDecimal> totals(Reading reading, @Nullable Told known) {
    if (known == null) {
      return reading.figures();
    }
    Map<Metric, BigDecimal> totals = new EnumMap<>(Metric.class);
    totals.putAll(known.figures());
    reading
        .figures()
        .forEach(
            (metric, value) -> {
              if (metric.kind() == Kind.GAUGE) {
                totals.putIfAbsent(metric, value);
              } else if (reading.manner() == Manner.ADDS) {
                totals.merge(metric, value, BigDecimal::add);
              } else {
                totals.put(metric, value);
              }
            });
    return totals;
  }

  private List<Sample> samples(Reading reading, @Nullable Told known, Told next) {
    Map<Dimension, String> labels = new EnumMap<>(Dimension.class);
    labels.putAll(reading.labels());
    reading
        .tenant()
        .ifPresent(
            tenant -> labels.put(Dimension.TENANT, next.isNamed() ? tenant : Tenants.OTHERS));
    labels.keySet().retainAll(terms.dimensions());
    List<Sample> samples = new ArrayList<>();
    reading.figures().keySet().stream()
        .sorted()
        .forEach(
            metric ->
                difference(metric, known, next)
                    .ifPresent(
                        value ->
                            samples.add(
                                new Sample(Series.of(metric, labels), reading.start(), value))));
    return samples;
  }

  private static Optional<BigDecimal> difference(Metric metric, @Nullable Told known, Told next) {
    if (metric.kind() == Kind.GAUGE) {
      return known != null && known.figures().containsKey(metric)
          ? Optional.empty()
          : Optional.of(next.of(metric));
    }
    BigDecimal difference =
        known == null ? next.of(metric) : next.of(metric).subtract(known.of(metric));
    return Optional.of(difference).filter(value -> value.signum() != 0);
  }

  /** What came while the batch was on its way; nothing where nothing came. */
  private static @Nullable Open rest(Open one, @Nullable Told before, Told next) {
    if (one.last() == next.offset()) {
      return null;
    }
    if (one.reading().manner() == Manner.REPLACES) {
      return one;
    }
    Map<Metric, BigDecimal> left = new EnumMap<>(Metric.class);
    one.reading()
        .figures()
        .forEach(
            (metric, value) -> {
              BigDecimal sent =
                  next.of(metric).subtract(before == null ? BigDecimal.ZERO : before.of(metric));
              left.put(metric, value.subtract(sent));
            });
    return new Open(one.reading().with(0, left), one.partition(), next.offset() + 1, one.last());
  }

  private static Map<Metric, BigDecimal> sum(
      Map<Metric, BigDecimal> some, Map<Metric, BigDecimal> more) {
    Map<Metric, BigDecimal> sum = new EnumMap<>(Metric.class);
    sum.putAll(some);
    more.forEach((metric, value) -> sum.merge(metric, value, BigDecimal::add));
    return sum;
  }
}
