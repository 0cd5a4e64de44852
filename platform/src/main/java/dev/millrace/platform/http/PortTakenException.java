package dev.millrace.platform.http;

/** The port is in use by somebody else. */
public final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PortTakenException(HttpListener listener, Throwable cause) {
    super(
        "port "
            + listener.port()
            + " on "
            + listener.host()
            + " is taken: stop what uses it, or set "
            + listener.portSetting()
            + " to another one (0 picks a free one)",
        cause);
  }
}
