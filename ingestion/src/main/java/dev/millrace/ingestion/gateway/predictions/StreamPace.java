package dev.millrace.ingestion.gateway.predictions;

import java.time.Duration;
import java.time.InstantSource;

/**
 * When a stream speaks and when it gives up.
 *
 * @param heartbeat after so long without an event, a sign of life: proxies cut what is silent for
 *     30 or 60 seconds, and a client that is gone is noticed by writing to it only
 * @param patience so long may a client take nothing
 * @param clock tells how long it was
 */
public record StreamPace(Duration heartbeat, Duration patience, InstantSource clock) {

  /** What the gateway keeps to. */
  public static StreamPace usual() {
    // Patience ends before the server's own, which is half a minute.
    return new StreamPace(Duration.ofSeconds(15), Duration.ofSeconds(20), InstantSource.system());
  }
}
