package dev.millrace.platform.kafka;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Tells whether another producer has come into the place of one. */
public final class Fencing {

  private Fencing() {}

  /** Whether what went wrong is that, at whatever depth. */
  public static boolean isFenced(Throwable trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }
}
