package dev.millrace.inference;

import java.util.function.BooleanSupplier;

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

  /**
   * Waits until there is room; what is larger than all of it waits until nothing else is held.
   *
   * @param needed whether room can only come of who waits here, who then waits no longer; {@link
   *     #look} where that changes
   */
  synchronized void take(long wanted, BooleanSupplier needed) throws InterruptedException {
    while (held > 0 && held + wanted > bytes && !needed.getAsBoolean()) {
      wait();
    }
    held += wanted;
  }

  /** Has who waits look again. */
  synchronized void look() {
    notifyAll();
  }

  /** Gives back what was taken. */
  synchronized void give(long taken) {
    held -= taken;
    notifyAll();
  }
}
