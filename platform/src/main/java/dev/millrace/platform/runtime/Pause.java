package dev.millrace.platform.runtime;

import java.time.Duration;

/** Waits; tests do not. */
@FunctionalInterface
public interface Pause {

  /** Lets the time pass. */
  void of(Duration time) throws InterruptedException;

  /** Sleeps. */
  static Pause sleeping() {
    return time -> Thread.sleep(time.toMillis());
  }
}
