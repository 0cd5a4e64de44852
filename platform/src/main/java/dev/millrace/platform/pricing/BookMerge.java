package dev.millrace.platform.pricing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Brings prices of a list into a book: what they say that the book does not is added from their day
 * on, and what was in force until then keeps its days. What the book plans for later stays planned.
 */
public final class BookMerge {

  private BookMerge() {}

  /** What rows have in common. */
  private record Form<R>(
      Function<R, Object> slot,
      Function<R, Object> anywhere,
      Function<R, Period> period,
      Function<R, Object> value,
      BiFunction<R, Period, R> within) {

    boolean isIn(Object place, LocalDate day, R row) {
      return slot.apply(row).equals(place) && period.apply(row).contains(day);
    }
  }

  private static final Form<PriceRow> PRICES =
      new Form<>(
          PriceRow::slot,
          row -> row.slot().anywhere(),
          PriceRow::period,
          PriceRow::price,
          (row, period) -> new PriceRow(row.slot(), period, row.price(), row.origin()));

  private static final Form<UnitRow> UNITS =
      new Form<>(
          UnitRow::slot,
          row -> row.slot().anywhere(),
          UnitRow::period,
          UnitRow::amount,
          (row, period) -> new UnitRow(row.slot(), period, row.amount(), row.origin()));

  /**
   * The book with the list in it.
   *
   * @throws IllegalArgumentException where they are of different regions
   */
  public static BookRows of(BookRows book, BookRows list) {
    if (book.region().isPresent() && !book.region().equals(list.region())) {
      throw new IllegalArgumentException(
          "the book is of calls from "
              + book.region().get()
              + ", the list is of "
              + list.region().orElse("no region"));
    }
    return new BookRows(
        list.region(),
        merged(book.prices(), list.prices(), PRICES),
        merged(book.units(), list.units(), UNITS),
        book.profiles());
  }

  private static <R> List<R> merged(List<R> book, List<R> list, Form<R> form) {
    List<R> rows = new ArrayList<>(book);
    for (R row : list) {
      LocalDate day = form.period().apply(row).from();
      Object value = form.value().apply(row);
      Optional<R> said =
          last(rows, form.slot().apply(row), day, form)
              .or(() -> last(rows, form.anywhere().apply(row), day, form));
      if (said.filter(own -> isLasting(own, form) && form.value().apply(own).equals(value))
          .isEmpty()) {
        add(rows, row, form);
      }
    }
    return rows;
  }

  /** The row that holds on a day: the one that begins last. */
  private static <R> Optional<R> last(List<R> rows, Object slot, LocalDate day, Form<R> form) {
    return rows.stream()
        .filter(row -> form.isIn(slot, day, row))
        .max(Comparator.comparing(row -> form.period().apply(row).from()));
  }

  private static <R> boolean isLasting(R row, Form<R> form) {
    return form.period().apply(row).to().isEmpty();
  }

  private static <R> void add(List<R> rows, R row, Form<R> form) {
    LocalDate day = form.period().apply(row).from();
    Object slot = form.slot().apply(row);
    rows.removeIf(
        own -> form.slot().apply(own).equals(slot) && form.period().apply(own).from().equals(day));
    rows.replaceAll(
        own ->
            form.isIn(slot, day, own) && !isLasting(own, form)
                ? form.within()
                    .apply(
                        own,
                        new Period(form.period().apply(own).from(), Optional.of(day.minusDays(1))))
                : own);
    rows.add(row);
  }
}
