package dev.millrace.platform.runtime;

/**
 * A part of the factory that runs until it is closed.
 *
 * <p><i>Owner</i>: whoever starts it closes it, in reverse order.
 */
public interface Service extends AutoCloseable {

  /** Short name, for logs and health. */
  String name();

  /** Starts it; may return before it is {@link Health.Running}. */
  void start();

  /** How it is now. */
  Health health();

  /** Stops it cleanly; nothing is lost. May be called at any time, and twice. */
  @Override
  void close();
}
