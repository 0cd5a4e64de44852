package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.Cause;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers when Kafka does not take what is given to it. */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final String RETRY_SECONDS = "2";

  private Outage() {}

  /** 503 where it is Kafka that fails; everything else is a defect and goes on. */
  static HttpReply reply(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof KafkaException
        || cause instanceof TimeoutException
        || cause instanceof RejectedExecutionException) {
      LOG.warn("the gateway cannot reach Kafka and answers 503: {}", cause.toString());
      return Problems.of(
              Cause.UNAVAILABLE,
              "what was sent could not be written down for now: send it again with the same ids")
          .reply()
          .with("Retry-After", RETRY_SECONDS);
    }
    throw new CompletionException(cause);
  }
}
