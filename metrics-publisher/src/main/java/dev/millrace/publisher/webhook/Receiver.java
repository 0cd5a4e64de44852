package dev.millrace.publisher.webhook;

import java.time.Duration;
import java.util.Optional;

/** Whoever wants to be told of alerts. */
public interface Receiver {

  /** What became of a message. */
  sealed interface Outcome {

    /** It has it. */
    record Taken() implements Outcome {}

    /**
     * It may not have it, and later it may.
     *
     * @param why without content
     * @param pause how long it wants to be left alone, where it says so
     */
    record PutOff(String why, Optional<Duration> pause) implements Outcome {}

    /**
     * It will never take this one.
     *
     * @param why without content
     */
    record Refused(String why) implements Outcome {}
  }

  /** Tells it once; waits for the answer, no longer than it may. */
  Outcome tell(Message message);
}
