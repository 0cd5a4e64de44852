package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.PiiAction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of the values that a rule covers.
 *
 * @param action of the rule; nothing where no rule covers them
 */
record Replacement(Optional<PiiAction> action, Pseudonyms pseudonyms) {

  private static final String HIDDEN = "****";

  /** As much of a value may be seen ... */
  private static final int SEEN = 4;

  /** ... if it has as many characters, so that the rest cannot be guessed. */
  private static final int LONG_ENOUGH = 12;

  /** No kind of personal data has more digits: a larger number is no such thing. */
  private static final int MOST_DIGITS = 40;

  boolean replaces() {
    return action.isPresent();
  }

  /** The same, unless a deeper rule says what to do. */
  Replacement or(Optional<PiiAction> deeper) {
    return deeper.isEmpty() || deeper.equals(action) ? this : new Replacement(deeper, pseudonyms);
  }

  /** What is written for a text, a number or a truth; nothing at all has nothing to hide. */
  JsonValue of(JsonValue value) {
    if (action.isEmpty()
        || value instanceof JsonValue.Nothing
        || value instanceof JsonValue.Missing) {
      return value;
    }
    return switch (action.get()) {
      case REDACT -> redacted(value);
      case MASK -> JsonValue.Text.madeBy(() -> masked(value.text()));
      case HASH -> JsonValue.Text.madeBy(() -> pseudonyms.hash(value.text()));
      case TOKENISE -> JsonValue.Text.madeBy(() -> pseudonyms.token(value.text()));
      case DROP -> throw new AssertionError("what is dropped is not replaced");
    };
  }

  private static String masked(String text) {
    int characters = text.codePointCount(0, text.length());
    return characters < LONG_ENOUGH
        ? HIDDEN
        : HIDDEN + text.substring(text.offsetByCodePoints(0, characters - SEEN));
  }

  private static JsonValue redacted(JsonValue value) {
    if (value instanceof JsonValue.Numeric number) {
      List<Finding> findings = Recognisers.find(digits(number.text()));
      return findings.isEmpty() ? value : JsonValue.Text.of(findings.get(0).kind().label());
    }
    if (value instanceof JsonValue.Text text) {
      List<Finding> findings = Recognisers.find(text);
      return findings.isEmpty() ? value : JsonValue.Text.of(redacted(text.value(), findings));
    }
    return value;
  }

  private static String redacted(String text, List<Finding> findings) {
    StringBuilder redacted = new StringBuilder(text.length());
    int at = 0;
    for (Finding finding : findings) {
      redacted.append(text, at, finding.start()).append(finding.kind().label());
      at = finding.end();
    }
    return redacted.append(text, at, text.length()).toString();
  }

  /** A whole number in its digits, however it is written: 4.0e15 too is sixteen of them. */
  private static String digits(String number) {
    @Nullable BigDecimal value = decimal(number);
    if (value == null || value.precision() - (long) value.scale() > MOST_DIGITS) {
      return number;
    }
    BigDecimal whole = value.stripTrailingZeros();
    return whole.scale() > 0 ? number : whole.toPlainString();
  }

  /** Nothing for a number whose exponent no decimal holds. */
  private static @Nullable BigDecimal decimal(String number) {
    if (number.length() > 2 * MOST_DIGITS) {
      return null;
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
