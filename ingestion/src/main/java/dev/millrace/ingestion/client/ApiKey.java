package dev.millrace.ingestion.client;

/** A tenant's API key; no log, message or {@code toString} shows it. */
public record ApiKey(String reveal) {

  public ApiKey {
    if (reveal.isBlank() || reveal.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "the API key is empty or holds a character that no key has: give it as it was created");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
