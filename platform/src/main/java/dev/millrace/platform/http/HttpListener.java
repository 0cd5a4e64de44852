package dev.millrace.platform.http;

/**
 * Where a server listens and how much it takes.
 *
 * @param host interface, loopback unless somebody decides otherwise
 * @param port 0 picks a free one
 * @param portSetting the setting that a message about a taken port names
 * @param maxBodyBytes largest request body; a larger one is answered by 413
 */
public record HttpListener(String host, int port, String portSetting, int maxBodyBytes) {

  public HttpListener {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(portSetting + " is " + port + ", expected 0 to 65535");
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "the largest body is " + maxBodyBytes + " bytes, expected at least 1");
    }
  }

  /** Loopback only. */
  public static HttpListener loopback(int port, String portSetting, int maxBodyBytes) {
    return new HttpListener("127.0.0.1", port, portSetting, maxBodyBytes);
  }
}
