package dev.millrace.platform.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has to be closed, the last opened first.
 *
 * <p><i>Failure</i>: a part that cannot be closed does not keep the others open; all failures are
 * told at the end.
 */
public final class Parts implements AutoCloseable {

  private final String whole;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * No parts so far.
   *
   * @param whole what a message calls them together
   */
  public Parts(String whole) {
    this.whole = whole;
  }

  /** Takes a part over, to be closed before those that were added earlier. */
  public <T extends AutoCloseable> T add(T part) {
    opened.push(part);
    return part;
  }

  /**
   * Closes all because the whole cannot be opened.
   *
   * @return the reason, to be thrown, with whatever else went wrong
   */
  public RuntimeException closeBecauseOf(RuntimeException reason) {
    try {
      close();
    } catch (RuntimeException another) {
      reason.addSuppressed(another);
    }
    return reason;
  }

  /** Closes all. May be called twice. */
  @Override
  public void close() {
    @Nullable IllegalStateException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException(whole + " cannot be closed in full", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
