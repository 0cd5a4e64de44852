package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.record.UnitKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads single cells of a book.
 *
 * <p><i>Failure</i>: what cannot be read is an {@link IllegalArgumentException} with a sentence.
 */
final class Cells {

  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d{1,2}");

  /** Without exponents: they would make a short text a number that fills the memory. */
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,18})?");

  private Cells() {}

  static String name(String cell, String what) {
    if (cell.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is not named");
    }
    return cell;
  }

  static Optional<String> region(String cell) {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    if (!REGION.matcher(cell).matches()) {
      throw new IllegalArgumentException(cell + " is no region: expected one such as us-east-1");
    }
    return Optional.of(cell);
  }

  static Tier tier(String cell) {
    return Tier.spelled(cell)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    cell + " is no tier: expected standard, batch, priority or flex"));
  }

  static UnitKind unit(String cell) {
    return Arrays.stream(UnitKind.values())
        .filter(kind -> UnitSlot.spelling(kind).equals(cell))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    cell
                        + " is no unit: expected "
                        + Arrays.stream(UnitKind.values())
                            .map(UnitSlot::spelling)
                            .collect(Collectors.joining(", "))));
  }

  static ContextBand above(String cell) {
    Optional<ContextBand> band =
        cell.isEmpty()
            ? Optional.of(ContextBand.SHORT)
            : cell.matches("\\d{1,9}") ? ContextBand.above(Long.parseLong(cell)) : Optional.empty();
    return band.orElseThrow(
        () ->
            new IllegalArgumentException(
                cell
                    + " is no length of contexts at which prices change: expected "
                    + Arrays.stream(ContextBand.values())
                        .map(each -> String.valueOf(each.above()))
                        .collect(Collectors.joining(", "))));
  }

  static Period period(String from, String to) {
    return new Period(
        date(from)
            .orElseThrow(
                () -> new IllegalArgumentException("it does not say from which day on it holds")),
        date(to));
  }

  static Optional<LocalDate> date(String cell) {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(cell));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          cell + " is no day: expected one such as 2026-11-30, which begins at midnight UTC", e);
    }
  }

  static Optional<BigDecimal> rate(String cell) {
    if (cell.isEmpty()) {
      return Optional.empty();
    }
    if (!NUMBER.matcher(cell).matches()) {
      throw new IllegalArgumentException(cell + " is no number");
    }
    return Optional.of(new BigDecimal(cell));
  }
}
