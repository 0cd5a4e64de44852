package dev.millrace.platform.http;

import java.util.Optional;

/**
 * Where a server listens and how much it takes.
 *
 * @param host interface, loopback unless somebody decides otherwise
 * @param port 0 picks a free one
 * @param portSetting the setting that a message about a taken port names
 * @param maxBodyBytes largest request body, where a gate does not say otherwise; a larger one is
 *     answered by 413
 * @param limits what clients may take of it
 * @param tls empty for plaintext
 */
public record HttpListener(
    String host,
    int port,
    String portSetting,
    int maxBodyBytes,
    HttpLimits limits,
    Optional<HttpTls> tls) {

  public HttpListener {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(portSetting + " is " + port + ", expected 0 to 65535");
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "the largest body is " + maxBodyBytes + " bytes, expected at least 1");
    }
  }

  /** In plaintext, with the limits that fit most. */
  public HttpListener(String host, int port, String portSetting, int maxBodyBytes) {
    this(host, port, portSetting, maxBodyBytes, HttpLimits.DEFAULT, Optional.empty());
  }

  /** Loopback only. */
  public static HttpListener loopback(int port, String portSetting, int maxBodyBytes) {
    return new HttpListener("127.0.0.1", port, portSetting, maxBodyBytes);
  }

  /** The same with other limits. */
  public HttpListener with(HttpLimits other) {
    return new HttpListener(host, port, portSetting, maxBodyBytes, other, tls);
  }

  /** The same with TLS. */
  public HttpListener with(HttpTls other) {
    return new HttpListener(host, port, portSetting, maxBodyBytes, limits, Optional.of(other));
  }

  /** The same, whose port is set by another setting. */
  public HttpListener settableBy(String other) {
    return new HttpListener(host, port, other, maxBodyBytes, limits, tls);
  }

  /** Whether only this machine can reach it. Names other than localhost are not looked up. */
  public boolean isLoopback() {
    return isLoopback(host);
  }

  /** The same of any host. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.matches("\\[?(::1|0:0:0:0:0:0:0:1)]?");
  }
}
