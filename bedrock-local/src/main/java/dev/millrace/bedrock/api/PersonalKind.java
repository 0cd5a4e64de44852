package dev.millrace.bedrock.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of personal data that guardrails here can find, by their form; Bedrock finds more, and
 * looks at what stands around them.
 *
 * <p><i>Source</i>: names of GuardrailPiiEntityType, service model bedrock-runtime 2023-09-30.
 */
public enum PersonalKind {
  EMAIL("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,8}"),
  PHONE("(?<![\\w.-])\\+?\\(?\\d{2,4}\\)?([ .-]?\\d{2,4}){2,4}(?!\\w)") {
    @Override
    boolean isOne(String match) {
      return match.chars().filter(Character::isDigit).count() >= FEWEST_PHONE_DIGITS;
    }
  },
  CREDIT_DEBIT_CARD_NUMBER("(?<!\\d)\\d(?:[ -]?\\d){12,18}(?!\\d)") {
    @Override
    boolean isOne(String match) {
      return isLuhn(match.replaceAll("\\D", ""));
    }
  },
  IP_ADDRESS(
      "(?<![\\d.])((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)(?!\\.?\\d)"),
  US_SOCIAL_SECURITY_NUMBER("(?<![\\d-])(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\d-])"),
  INTERNATIONAL_BANK_ACCOUNT_NUMBER(
      "\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b"),
  AWS_ACCESS_KEY("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"),
  URL("\\bhttps?://[^\\s\"'<>]{1,2000}");

  private static final int FEWEST_PHONE_DIGITS = 7;

  private final Pattern form;

  PersonalKind(String form) {
    this.form = Pattern.compile(form);
  }

  /** What of this kind is in a text, in its order. */
  List<String> in(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = form.matcher(text);
    while (matcher.find()) {
      if (isOne(matcher.group())) {
        found.add(matcher.group());
      }
    }
    return found;
  }

  boolean isOne(String match) {
    return true;
  }

  /** The check digit of card numbers (ISO/IEC 7812-1). */
  private static boolean isLuhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }
}
