package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.record.UnitKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a book.
 *
 * <p><i>Failure</i>: a row that contradicts one before it is refused with an {@link
 * IllegalArgumentException}.
 *
 * <p><i>Threads</i>: filled by one; then read by many.
 */
final class BookIndex {

  private final Map<Slot, Dated<Price>> prices = new HashMap<>();
  private final Map<UnitSlot, Dated<BigDecimal>> units = new HashMap<>();
  private final Map<String, String> profiles = new HashMap<>();
  private final Set<String> models = new HashSet<>();
  private Optional<String> region = Optional.empty();

  /** All rows of a book. */
  static BookIndex of(BookRows rows) {
    BookIndex index = new BookIndex();
    rows.region().ifPresent(index::in);
    rows.prices().forEach(index::add);
    rows.units().forEach(index::add);
    rows.profiles().forEach(index::add);
    return index;
  }

  /** Says where calls are made that do not say so themselves. */
  void in(String home) {
    if (region.isPresent()) {
      throw new IllegalArgumentException("the region was named before: " + region.get());
    }
    region = Optional.of(home);
  }

  void add(PriceRow row) {
    String id = row.slot().modelId();
    String shorter = ModelName.of(id).id();
    if (!shorter.equals(id)) {
      throw new IllegalArgumentException(id + " is found under its id: write " + shorter);
    }
    if (profiles.containsKey(id)) {
      throw new IllegalArgumentException(id + " has a row as a profile: it cannot have its own");
    }
    add(prices, row.slot(), row.period(), row.price());
    models.add(id);
  }

  void add(UnitRow row) {
    add(units, row.slot(), row.period(), row.each());
  }

  void add(ProfileRow row) {
    if (models.contains(row.arn())) {
      throw new IllegalArgumentException(row.arn() + " has prices of its own");
    }
    if (profiles.putIfAbsent(row.arn(), row.modelId()) != null) {
      throw new IllegalArgumentException("the profile " + row.arn() + " has two rows");
    }
  }

  private static <K, T> void add(Map<K, Dated<T>> to, K slot, Period period, T value) {
    try {
      to.computeIfAbsent(slot, key -> new Dated<>()).add(period, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(slot + " " + e.getMessage(), e);
    }
  }

  /**
   * The price of calls on a day. One of their band goes before one of shorter contexts, and of each
   * one of their region before one of all regions. A kind that it does not have is unpriced then.
   */
  Optional<Price> price(Tariff tariff, LocalDate day) {
    return price(tariff, Optional.empty(), day);
  }

  /** The same of calls from there, where their model's name does not say so itself. */
  Optional<Price> price(Tariff tariff, Optional<String> where, LocalDate day) {
    ModelName name = name(tariff.modelId(), where);
    for (Optional<ContextBand> band = Optional.of(tariff.band());
        band.isPresent();
        band = band.get().shorter()) {
      Slot slot = new Slot(name.id(), name.region(), tariff.tier(), band.get());
      Optional<Price> price = exactly(slot, day).or(() -> exactly(slot.anywhere(), day));
      if (price.isPresent()) {
        return price;
      }
    }
    return Optional.empty();
  }

  private Optional<Price> exactly(Slot slot, LocalDate day) {
    return Optional.ofNullable(prices.get(slot)).flatMap(rows -> rows.on(day));
  }

  /** US dollars for one unit on a day, where calls are made from. */
  Optional<BigDecimal> unit(UnitKind kind, String item, LocalDate day) {
    return region
        .flatMap(home -> unit(new UnitSlot(kind, item, Optional.of(home)), day))
        .or(() -> unit(new UnitSlot(kind, item, Optional.empty()), day));
  }

  /** The same of exactly this place. */
  Optional<BigDecimal> unit(UnitSlot slot, LocalDate day) {
    return Optional.ofNullable(units.get(slot)).flatMap(rows -> rows.on(day));
  }

  /** All names that have a price on some day. */
  Set<String> models() {
    Set<String> all = new HashSet<>(models);
    for (String profile : profiles.keySet()) {
      if (models.contains(name(profile, Optional.empty()).id())) {
        all.add(profile);
      }
    }
    return Set.copyOf(all);
  }

  /** The days on which the price of a model may change, in whatever region, tier and band. */
  NavigableSet<LocalDate> turns(String modelId) {
    NavigableSet<LocalDate> days = new TreeSet<>();
    prices.forEach(
        (slot, rows) -> {
          if (slot.modelId().equals(modelId)) {
            rows.turns().forEach(days::add);
          }
        });
    return days;
  }

  /** The same of a unit. */
  NavigableSet<LocalDate> turns(UnitSlot slot) {
    NavigableSet<LocalDate> days = new TreeSet<>();
    Optional.ofNullable(units.get(slot)).ifPresent(rows -> rows.turns().forEach(days::add));
    return days;
  }

  /** Whose price it is: that of the model behind a profile, from the profile's region. */
  private ModelName name(String called, Optional<String> where) {
    ModelName name = ModelName.of(called);
    @Nullable String base = profiles.get(name.id());
    return (base == null ? name : ModelName.of(base).from(name.region())).from(where).from(region);
  }
}
