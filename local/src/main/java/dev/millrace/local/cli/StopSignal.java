package dev.millrace.local.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and Ctrl-C into an interrupt of the thread that works, and keeps the process alive
 * until that thread has put everything away.
 */
final class StopSignal implements AutoCloseable {

  private static final long LONGEST_STOP_SECONDS = 50;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /** For the calling thread. */
  @SuppressWarnings("Interruption") // the worker is meant to be told
  StopSignal(int exitCode) {
    Thread worker = Thread.currentThread();
    this.hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                if (done.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                  Runtime.getRuntime().halt(exitCode);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Everything is put away. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is at work already, and ends the process.
    }
  }
}
