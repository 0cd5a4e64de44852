package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Sample;
import java.time.Instant;
import java.util.List;

/** What is known of the metric of one alarm. */
sealed interface Values permits Standings, Sums {

  /**
   * What a record says, where it is of the metric.
   *
   * @param knownAt when it was written
   */
  void take(Reading reading, Instant knownAt);

  /** How it stood at a moment. */
  void take(Sample sample);

  /** Something is to be told of what alerts call so before anybody knows how it stands. */
  void await(String subject);

  /** Nobody waits for it any more. */
  void awaitNoMore(String subject);

  /** Whether it is waited for still: nothing was told of it since. */
  boolean awaits(String subject);

  /** What rings at a moment, by what was known then. */
  List<Ringing> ringing(Instant at);

  /** Forgets what no moment from then on asks for. */
  void forgetBefore(Instant moment);
}
