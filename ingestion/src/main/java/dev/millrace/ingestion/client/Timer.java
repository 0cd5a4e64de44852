package dev.millrace.ingestion.client;

import java.time.Duration;

/** Tells the time that passes, and calls back. Tests make it pass. */
interface Timer {

  /** Since some moment; never goes back. */
  long nowNanos();

  /** Calls back once, after a time; never on the calling thread. */
  void after(Duration time, Runnable task);
}
