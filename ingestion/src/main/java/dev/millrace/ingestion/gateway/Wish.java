package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.record.Lane;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller wants for what it publishes: how soon the answers, and in which trace.
 *
 * @param patience for the answer to one event; empty where it does not wait
 * @param lane of all events; empty where the pipeline's own counts
 */
record Wish(Optional<Duration> patience, Optional<Lane> lane, CallTrace trace) {

  private static final String LANE = "lane";

  /** Reads {@code ?wait=10s} and {@code ?lane=bulk}. */
  static Part<Wish> read(HttpCall call, CallTrace trace) {
    Part<Optional<Duration>> wait = Patience.read(call);
    if (wait instanceof Part.Bad<Optional<Duration>> bad) {
      return new Part.Bad<>(bad.problem());
    }
    Optional<String> named = call.queryValue(LANE);
    Optional<Lane> lane = named.flatMap(Wish::lane);
    return named.isPresent() && lane.isEmpty()
        ? new Part.Bad<>(Problems.of(Cause.INVALID_FIELD, "lane is neither interactive nor bulk"))
        : new Part.Good<>(new Wish(((Part.Good<Optional<Duration>>) wait).value(), lane, trace));
  }

  private static Optional<Lane> lane(String name) {
    for (Lane lane : Lane.values()) {
      if (lane.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(lane);
      }
    }
    return Optional.empty();
  }
}
