package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.registry.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for Kafka when it is away, and says so in the log: once in a while, with the number of
 * calls, because every caller is turned away then.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final String RETRY_SECONDS = "2";
  private static final String UNWRITTEN =
      "what was sent could not be written down for now: send it again with the same ids";

  private final InstantSource clock;
  private Instant nextLine = Instant.MIN;
  private long unsaid;

  Outage(InstantSource clock) {
    this.clock = clock;
  }

  /** 503 where it is Kafka that fails to take; everything else is a defect and goes on. */
  HttpReply reply(Throwable failure) {
    return reply(failure, UNWRITTEN);
  }

  /** The same where it fails to give. */
  HttpReply unread(Throwable failure) {
    return unread("predictions", failure);
  }

  /** The same of something else. */
  HttpReply unread(String what, Throwable failure) {
    return reply(failure, what + " cannot be read for now: ask again");
  }

  private HttpReply reply(Throwable failure, String detail) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof KafkaException
        || cause instanceof RegistryException
        || cause instanceof TimeoutException
        || cause instanceof RejectedExecutionException) {
      log(cause);
      return Problems.of(Cause.UNAVAILABLE, detail).reply().with("Retry-After", RETRY_SECONDS);
    }
    throw new CompletionException(cause);
  }

  private synchronized void log(Throwable cause) {
    unsaid++;
    Instant now = clock.instant();
    if (!now.isBefore(nextLine)) {
      LOG.warn(
          "the gateway cannot reach Kafka and has answered 503 {} times; last: {}",
          unsaid,
          cause.toString());
      nextLine = now.plus(BETWEEN_LINES);
      unsaid = 0;
    }
  }
}
