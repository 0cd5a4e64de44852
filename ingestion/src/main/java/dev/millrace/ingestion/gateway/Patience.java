package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.settings.Durations;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.Optional;

/** Reads how long a caller waits for an answer: {@code ?wait=10s}. */
final class Patience {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Patience() {}

  /** Empty where the caller does not wait. */
  static Part<Optional<Duration>> read(HttpCall call) {
    Optional<String> wait = call.queryValue("wait");
    Optional<Duration> patience =
        wait.flatMap(Durations::parse).filter(time -> time.compareTo(LONGEST) <= 0);
    return wait.isPresent() && patience.isEmpty()
        ? new Part.Bad<>(
            Problems.of(Cause.INVALID_FIELD, "wait is not a duration such as 10s, at most 60s"))
        : new Part.Good<>(patience);
  }
}
