package dev.millrace.schemas.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The kinds that numbers, lengths of time and sums of money come in. */
final class Quantities {

  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

  /** What YAML takes for numbers and Java does not. */
  private static final Pattern NO_NUMBER =
      Pattern.compile("[-+]?\\.(inf|nan)|0[xo].*", Pattern.CASE_INSENSITIVE);

  private static final Pattern LENGTH_OF_TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** As many digits as the records' decimal(38, 12) holds. */
  private static final Pattern DOLLARS = Pattern.compile("(\\d{1,26}(\\.\\d{1,12})?) USD");

  private static final int NANO_CENTS = 12;

  private Quantities() {}

  static Kind<Integer> integer(int least, int most) {
    String shape = "a whole number from " + least + " to " + most;
    return Kinds.of(
        shape,
        value -> {
          String text = value.number(shape);
          if (text == null) {
            return null;
          }
          if (!WHOLE.matcher(text).matches()) {
            return value.isNot(shape);
          }
          long number = Long.parseLong(text);
          return number < least || number > most ? value.isNot(shape) : (int) number;
        });
  }

  /** A number from 0 to a bound. */
  static Kind<Double> share() {
    String shape = "a number from 0 to 1";
    return number(shape, true, 1.0);
  }

  /** A number above 0 and up to a bound. */
  static Kind<Double> positive(double most) {
    String bound = BigDecimal.valueOf(most).stripTrailingZeros().toPlainString();
    return number("a number above 0 and up to " + bound, false, most);
  }

  private static Kind<Double> number(String shape, boolean zero, double most) {
    return Kinds.of(
        shape,
        value -> {
          String text = value.number(shape);
          if (text == null) {
            return null;
          }
          if (NO_NUMBER.matcher(text).matches()) {
            return value.isNot(shape);
          }
          double number = Double.parseDouble(text);
          boolean inside = number <= most && (number > 0 || (zero && number == 0));
          return inside ? Double.valueOf(number) : value.isNot(shape);
        });
  }

  /** A length of time, read as milliseconds. */
  static Kind<Long> millis(Duration least, Duration most) {
    String shape = "a length of time from " + written(least) + " to " + written(most);
    return Kinds.of(
        shape,
        value -> {
          String expected = shape + ", such as 20ms, 10s, 5m, 24h or 7d";
          if (value.node().getTag().equals(Tag.INT)) {
            return value.isNot(expected);
          }
          String text = value.text(expected);
          if (text == null) {
            return null;
          }
          Matcher matcher = LENGTH_OF_TIME.matcher(text);
          if (!matcher.matches()) {
            return value.isNot(expected);
          }
          long millis = lengthMillis(text);
          return millis < least.toMillis() || millis > most.toMillis()
              ? value.isNot(shape)
              : Long.valueOf(millis);
        });
  }

  /** Of a text that is known to be a length of time. */
  static long lengthMillis(String text) {
    Matcher matcher = LENGTH_OF_TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no length of time: " + text);
    }
    return Long.parseLong(matcher.group(1)) * unit(matcher.group(2)).toMillis();
  }

  static Kind<BigDecimal> dollars() {
    String shape = "a sum above 0 such as `5.00 USD`";
    return Kinds.of(
        shape,
        value -> {
          String text = value.text(shape);
          if (text == null) {
            return null;
          }
          Matcher matcher = DOLLARS.matcher(text);
          if (!matcher.matches()) {
            return value.isNot(shape);
          }
          BigDecimal sum = new BigDecimal(matcher.group(1)).setScale(NANO_CENTS);
          return sum.signum() == 0 ? value.isNot(shape) : sum;
        });
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> throw new AssertionError(name);
    };
  }

  private static String written(Duration duration) {
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (duration.toMillis() % unit(unit).toMillis() == 0) {
        return duration.toMillis() / unit(unit).toMillis() + unit;
      }
    }
    return duration.toMillis() + "ms";
  }
}
