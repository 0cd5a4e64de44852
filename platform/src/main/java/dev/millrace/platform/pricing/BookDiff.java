package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.TokenKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Compares two books by what calls cost, not by how it is written: rows that say the same in other
 * words are no difference, and a row that puts another one in the shade is one.
 */
public final class BookDiff {

  private final PriceBook before;
  private final PriceBook after;
  private final List<BookChange> changes = new ArrayList<>();

  /** A rate in a period. */
  private record Span(LocalDate from, Optional<BigDecimal> before, Optional<BigDecimal> after) {

    boolean says(Span other) {
      return before.equals(other.before) && after.equals(other.after);
    }

    boolean isChange() {
      return !before.equals(after);
    }
  }

  private BookDiff(PriceBook before, PriceBook after) {
    this.before = before;
    this.after = after;
  }

  /** The differences, by model, then by day. */
  public static List<BookChange> between(PriceBook before, PriceBook after) {
    BookDiff diff = new BookDiff(before, after);
    diff.slots().forEach(diff::compare);
    diff.unitSlots().forEach(diff::compare);
    diff.compareProfiles();
    return List.copyOf(diff.changes);
  }

  /** All that has a row in one of the books, and each model where no region is named. */
  private Set<Slot> slots() {
    Set<Slot> slots = new LinkedHashSet<>();
    boolean isOfOneRegion = before.rows().region().equals(after.rows().region());
    both(BookRows::prices)
        .map(PriceRow::slot)
        .sorted(
            Comparator.comparing(Slot::modelId)
                .thenComparing(slot -> slot.region().orElse(""))
                .thenComparing(Slot::tier)
                .thenComparing(Slot::band))
        .forEach(
            slot -> {
              slots.add(slot.anywhere());
              if (!isOfOneRegion || !slot.region().equals(after.rows().region())) {
                slots.add(slot);
              }
            });
    return slots;
  }

  private Set<UnitSlot> unitSlots() {
    Set<UnitSlot> slots = new LinkedHashSet<>();
    both(BookRows::units).map(UnitRow::slot).forEach(slots::add);
    return slots;
  }

  private void compare(Slot slot) {
    NavigableSet<LocalDate> turns = before.index().turns(slot.modelId());
    turns.addAll(after.index().turns(slot.modelId()));
    Tariff tariff = new Tariff(slot.modelId(), slot.tier(), slot.band());
    for (TokenKind kind : TokenKind.values()) {
      spans(
              turns,
              (book, day) ->
                  book.index()
                      .price(tariff, slot.region(), day)
                      .flatMap(price -> price.perMillion(kind)))
          .forEach(
              (period, span) ->
                  changes.add(
                      new BookChange.OfTokens(slot, kind, period, span.before(), span.after())));
    }
  }

  private void compare(UnitSlot slot) {
    NavigableSet<LocalDate> turns = before.index().turns(slot);
    turns.addAll(after.index().turns(slot));
    spans(turns, (book, day) -> book.index().unit(slot, day).map(BigDecimal::stripTrailingZeros))
        .forEach(
            (period, span) ->
                changes.add(new BookChange.OfUnits(slot, period, span.before(), span.after())));
  }

  private interface Lookup {
    Optional<BigDecimal> on(PriceBook book, LocalDate day);
  }

  /** The periods in which the books differ, each as long as it can be. */
  private Map<Period, Span> spans(NavigableSet<LocalDate> turns, Lookup lookup) {
    List<Span> spans = new ArrayList<>();
    for (LocalDate day : turns) {
      Span span = new Span(day, lookup.on(before, day), lookup.on(after, day));
      if (spans.isEmpty() || !spans.get(spans.size() - 1).says(span)) {
        spans.add(span);
      }
    }
    Map<Period, Span> found = new TreeMap<>(Comparator.comparing(Period::from));
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).isChange()) {
        Optional<LocalDate> end =
            i + 1 < spans.size()
                ? Optional.of(spans.get(i + 1).from().minusDays(1))
                : Optional.empty();
        found.put(new Period(spans.get(i).from(), end), spans.get(i));
      }
    }
    return found;
  }

  private void compareProfiles() {
    Map<String, String> old = new TreeMap<>();
    before.rows().profiles().forEach(row -> old.put(row.arn(), row.modelId()));
    Map<String, String> now = new TreeMap<>();
    after.rows().profiles().forEach(row -> now.put(row.arn(), row.modelId()));
    Set<String> arns = new LinkedHashSet<>(old.keySet());
    arns.addAll(now.keySet());
    for (String arn : arns) {
      Optional<String> was = Optional.ofNullable(old.get(arn));
      Optional<String> is = Optional.ofNullable(now.get(arn));
      if (!was.equals(is)) {
        changes.add(new BookChange.OfProfile(arn, was, is));
      }
    }
  }

  private <T> Stream<T> both(Function<BookRows, List<T>> part) {
    return Stream.concat(part.apply(before.rows()).stream(), part.apply(after.rows()).stream());
  }
}
