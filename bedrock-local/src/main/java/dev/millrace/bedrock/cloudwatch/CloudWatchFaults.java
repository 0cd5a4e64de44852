package dev.millrace.bedrock.cloudwatch;

import java.util.Optional;

/** What goes wrong with which call. */
@FunctionalInterface
public interface CloudWatchFaults {

  /** Nothing does. */
  CloudWatchFaults NONE = call -> Optional.empty();

  /** What goes wrong. */
  enum Fault {
    /** The call is refused, because there were too many. */
    THROTTLED,
    /** The endpoint fails before it has taken anything. */
    FAILED,
    /** The endpoint fails when it has taken everything. */
    UNHEARD
  }

  /**
   * What befalls a call.
   *
   * @param call counted from 1
   */
  Optional<Fault> next(int call);
}
