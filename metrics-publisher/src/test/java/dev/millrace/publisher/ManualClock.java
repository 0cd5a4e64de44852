package dev.millrace.publisher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is told. */
final class ManualClock implements InstantSource {

  private volatile Instant now;

  ManualClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration time) {
    now = now.plus(time);
  }
}
