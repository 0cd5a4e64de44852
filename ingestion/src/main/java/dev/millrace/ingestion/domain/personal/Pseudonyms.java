package dev.millrace.ingestion.domain.personal;

/**
 * Puts other names in the place of values, always the same for the same value and tenant.
 *
 * <p>Asked when somebody reads a value, which may be never.
 */
public interface Pseudonyms {

  /** A name that nobody can get the value back from. */
  String hash(String value);

  /** A name that who has the key can get the value back from. */
  String token(String value);
}
