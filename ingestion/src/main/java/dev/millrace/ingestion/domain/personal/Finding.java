package dev.millrace.ingestion.domain.personal;

/**
 * Personal data that was recognised in a text.
 *
 * @param start its first UTF-16 unit
 * @param end the unit behind its last
 */
public record Finding(Kind kind, int start, int end) {

  public Finding {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("a finding from " + start + " to " + end + " is empty");
    }
  }
}
