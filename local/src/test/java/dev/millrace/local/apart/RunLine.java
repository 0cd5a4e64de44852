package dev.millrace.local.apart;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one run of faults, as a row of a table in Markdown.
 *
 * @param seed of the schedule
 * @param faults in words, in their order
 * @param counts of this run alone
 * @param longestWait from sending an event to its end
 * @param took the whole run, its books included
 * @param broken what did not hold
 */
record RunLine(
    long seed,
    List<String> faults,
    Counts counts,
    Duration longestWait,
    Duration took,
    Optional<String> broken) {

  /** What stands above the rows. */
  static final String HEAD =
      """
      | seed | drawn | events | answered | failed | dead letters | calls lost | lives of the stage | revived | longest wait | took | books |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  /**
   * Events, and how they ended.
   *
   * @param events that were accepted
   * @param answered with an answer
   * @param failed as FAILED
   * @param deadLetters records beside the events that ingestion set aside
   * @param lost calls whose answer died with a process
   * @param lives how often the stage began anew
   * @param revived processes that ended of themselves, and were started again
   */
  record Counts(
      long events,
      long answered,
      long failed,
      long deadLetters,
      long lost,
      int lives,
      int revived) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    /** What came since earlier ones. */
    Counts since(Counts earlier) {
      return new Counts(
          events - earlier.events,
          answered - earlier.answered,
          failed - earlier.failed,
          deadLetters - earlier.deadLetters,
          lost - earlier.lost,
          lives - earlier.lives,
          revived - earlier.revived);
    }
  }

  RunLine {
    faults = List.copyOf(faults);
  }

  boolean holds() {
    return broken.isEmpty();
  }

  /** The row, with nothing in it that would end it or one of its cells. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %d | %d | %d | %d | %d | %d | %d | %.1f s | %.1f s | %s |",
        seed,
        String.join("; ", faults),
        counts.events(),
        counts.answered(),
        counts.failed(),
        counts.deadLetters(),
        counts.lost(),
        counts.lives(),
        counts.revived(),
        seconds(longestWait),
        seconds(took),
        broken.map(RunLine::cell).orElse("hold"));
  }

  private static String cell(String why) {
    return "BROKEN: " + why.strip().replaceAll("\\s+", " ").replace('|', '/');
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1_000.0;
  }
}
