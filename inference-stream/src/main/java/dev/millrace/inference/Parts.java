package dev.millrace.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened so far, to be closed together: the last one first, and all of them even where one
 * cannot be closed.
 *
 * <p><i>Threads</i>: for one.
 */
final class Parts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Takes a part over. */
  <T extends AutoCloseable> T add(T part) {
    opened.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      closeOne(opened.pop());
    }
  }

  private static void closeOne(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("{} cannot be closed, the others are", part.getClass().getSimpleName(), e);
    }
  }
}
