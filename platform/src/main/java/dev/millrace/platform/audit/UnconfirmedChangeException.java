package dev.millrace.platform.audit;

import java.io.IOException;

/** The brokers did not say whether a change and its record were written: both are, or neither. */
public final class UnconfirmedChangeException extends IOException {

  private static final long serialVersionUID = 1;

  public UnconfirmedChangeException(Throwable cause) {
    super(
        "the brokers did not answer in time, so it is not known whether the change was made: look"
            + " at what is there before you try again",
        cause);
  }
}
