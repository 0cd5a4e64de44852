package dev.millrace.inference;

/**
 * Bounds what is held in memory.
 *
 * <p><i>Threads</i>: taken by one, given back by many.
 */
final class Room {

  private final long bytes;
  private long held;

  Room(long bytes) {
    this.bytes = bytes;
  }

  /** Waits until there is room; what is larger than all of it waits until nothing else is held. */
  synchronized void take(long wanted) throws InterruptedException {
    while (held > 0 && held + wanted > bytes) {
      wait();
    }
    held += wanted;
  }

  /** Gives back what was taken. */
  synchronized void give(long taken) {
    held -= taken;
    notifyAll();
  }
}
