package dev.millrace.local.client;

import dev.millrace.record.DeadLetter;
import java.util.function.Function;

/**
 * How dead letters become events again where their bytes alone are not enough.
 *
 * @param opening opens a sealed letter; one that it leaves sealed cannot be opened
 * @param ownTopics makes events of records of producers' own topics
 */
public record ReplayWays(Function<DeadLetter, DeadLetter> opening, OwnTopicRecords ownTopics) {

  /** Opens and converts nothing. */
  public static ReplayWays plain() {
    return new ReplayWays(Function.identity(), OwnTopicRecords.none());
  }
}
