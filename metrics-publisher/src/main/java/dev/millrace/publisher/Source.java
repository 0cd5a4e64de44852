package dev.millrace.publisher;

import dev.millrace.publisher.domain.Place;
import dev.millrace.publisher.domain.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records that metrics are made of. */
interface Source {

  /** What a record says, where it is, and when it was written. */
  record Found(Reading reading, Place place, Instant writtenAt) {}

  /** Waits for records, no longer than that. */
  List<Found> poll(Duration longest);

  /** Waits without taking any. */
  void rest(Duration time);

  /** Behind the last record that was taken, by partition. */
  Map<String, Long> positions();

  /** Behind the last record there is now, by partition; empty where nobody says so. */
  Optional<Map<String, Long>> ends();

  /** Records that could not be read. */
  long unreadable();
}
