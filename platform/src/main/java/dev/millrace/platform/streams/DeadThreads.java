package dev.millrace.platform.streams;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of the topology when a thread of it dies: another takes its place, unless
 * that can only make it worse.
 *
 * @param job first word of its settings
 * @param instance name of this instance
 * @param closing ends all waiting
 * @param pause waited by the dying thread, so that a cause that stays does not make a storm
 */
public record DeadThreads(String job, String instance, CountDownLatch closing, Duration pause)
    implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(DeadThreads.class);

  @Override
  public StreamThreadExceptionResponse handle(Throwable cause) {
    if (isFenced(cause)) {
      LOG.error(
          "another process has joined as instance {}, so this one stops: give each instance its own"
              + " {}.instance",
          instance,
          job,
          cause);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.error("a thread of {} died and is replaced in {}", job, pause, cause);
    try {
      return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)
          ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
          : StreamThreadExceptionResponse.REPLACE_THREAD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
  }

  /** A new thread would take the name back, and the two would drive each other out for ever. */
  private static boolean isFenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException) {
        return true;
      }
    }
    return false;
  }
}
