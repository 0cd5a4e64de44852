package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import java.util.List;
import java.util.Optional;

/**
 * Finds personal data of structured kinds in free text.
 *
 * <p><i>Shape</i>: findings do not overlap and come from left to right; the same text gives the
 * same findings. Where two kinds compete for a place, check digits beat mere form: the kinds are
 * looked for in the order of {@link Kind}.
 *
 * <p>The time is linear in the length of the text, whatever it is: each recogniser looks at a
 * bounded number of characters from each place where something may begin.
 *
 * <p>Names, addresses, dates of birth and all else that has no form of its own are not claimed.
 */
public final class Recognisers {

  /** {@code 1.1.1.1} has as many; of all other kinds but e-mail and IPv6 more are needed. */
  private static final int FEWEST_DIGITS = 4;

  private Recognisers() {}

  /** All findings of a text of JSON, which is decoded only where there may be one. */
  static List<Finding> find(JsonValue.Text text) {
    Optional<Slice> plain = text.plain();
    return plain.isPresent() && !FirstLook.mayHold(plain.get(), FEWEST_DIGITS)
        ? List.of()
        : find(text.value());
  }

  /** All findings of a text. */
  public static List<Finding> find(String text) {
    boolean hasSign = text.indexOf('@') >= 0;
    Digits digits = Digits.of(text);
    boolean mayHaveIpv6 = Ipv6Addresses.mayBeIn(text);
    if (!hasSign && !mayHaveIpv6 && digits.total() < FEWEST_DIGITS) {
      return List.of();
    }
    Findings findings = new Findings();
    if (hasSign) {
      EmailAddresses.find(text, findings);
    }
    if (digits.total() >= Ibans.FEWEST_DIGITS) {
      Ibans.find(text, digits, findings);
    }
    if (digits.total() >= Cards.FEWEST_DIGITS) {
      Cards.find(text, digits, findings);
    }
    if (mayHaveIpv6) {
      Ipv6Addresses.find(text, findings);
    }
    if (digits.total() >= FEWEST_DIGITS) {
      Ipv4Addresses.find(text, digits, findings);
    }
    if (digits.total() >= PhoneNumbers.FEWEST_DIGITS) {
      SocialSecurityNumbers.find(text, digits, findings);
      PhoneNumbers.find(text, digits, findings);
    }
    return findings.inOrder();
  }
}
