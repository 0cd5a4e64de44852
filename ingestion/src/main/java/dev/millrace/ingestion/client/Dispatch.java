package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerSettings.Retries;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * A courier and what has to be stopped with it.
 *
 * @param courier who sends
 * @param patience longest time until all has ended by itself
 * @param stop ends what the courier works with
 */
record Dispatch(Courier courier, Duration patience, Runnable stop) {

  /** With real time, threads and connections. */
  static Dispatch open(ProducerSettings settings, String pipeline, Wire wire) {
    Executor workers = Workers.start();
    SystemTimer timer = new SystemTimer(workers);
    Retries retries = settings.retries();
    Backoff backoff =
        new Backoff(
            retries.firstBackoff(),
            retries.maxBackoff(),
            new SplittableRandom(new SecureRandom().nextLong()));
    Courier courier =
        new Courier(
            settings,
            new HttpTransport(settings, pipeline, wire, workers),
            new Courier.Parts(timer, workers, backoff, new AnswerReader(InstantSource.system())));
    return new Dispatch(courier, longest(retries), timer::close);
  }

  /** A try that began just before the deadline is waited for. */
  static Duration longest(Retries retries) {
    return retries.deliveryTimeout().plus(retries.requestTimeout()).plus(retries.requestTimeout());
  }

  void close() {
    close(patience);
  }

  void close(Duration wait) {
    try {
      courier.close(wait);
    } finally {
      stop.run();
    }
  }
}
