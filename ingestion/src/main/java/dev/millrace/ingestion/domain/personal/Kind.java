package dev.millrace.ingestion.domain.personal;

/** A structured kind of personal data: one that can be told from its form. */
public enum Kind {
  /** An e-mail address. */
  EMAIL,
  /** An international bank account number whose check digits are right. */
  IBAN,
  /** The number of a payment card, of a known network and with the right check digit. */
  CARD,
  /** An address of the Internet Protocol, version 4 or 6, with its prefix length or zone. */
  IP,
  /** A social security number of the United States. */
  SSN,
  /** A phone number. */
  PHONE;

  /** What stands in the place of a finding: {@code [EMAIL]}. */
  String label() {
    return "[" + name() + "]";
  }
}
