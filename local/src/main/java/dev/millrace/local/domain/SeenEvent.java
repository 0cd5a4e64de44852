package dev.millrace.local.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An event of raw-events: all its copies, repeated and replayed ones too. */
final class SeenEvent {

  final Tally account;

  /** Those that ingestion set aside leave when the books are closed. */
  final List<Copy> copies = new ArrayList<>(1);

  /** A record of raw-events. */
  record Copy(EventPosition at, Instant receivedAt) {}

  SeenEvent(Tally account) {
    this.account = account;
  }

  Set<EventPosition> positions() {
    return copies.stream().map(Copy::at).collect(Collectors.toUnmodifiableSet());
  }
}
