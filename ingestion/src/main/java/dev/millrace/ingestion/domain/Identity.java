package dev.millrace.ingestion.domain;

import java.util.Optional;

/** Rules for the names that tell events apart, at the gateway and behind it alike. */
public final class Identity {

  /** Longest event id, tenant, pipeline or ordering key, in UTF-16 units. */
  public static final int MAX_LENGTH = 256;

  private Identity() {}

  /**
   * What is wrong with a name; nothing where it can be used.
   *
   * @param field what the message calls it
   */
  public static Optional<String> problem(String field, String name) {
    if (name.isEmpty()) {
      return Optional.of(field + " is empty: give one of 1 to " + MAX_LENGTH + " characters");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of(
          field + " has " + name.length() + " characters: give one of at most " + MAX_LENGTH);
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return Optional.of(field + " holds a control character: give one without");
      }
    }
    return Optional.empty();
  }
}
