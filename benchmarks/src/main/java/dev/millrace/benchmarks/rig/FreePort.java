package dev.millrace.benchmarks.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where programs listen that have to be told a port. */
public final class FreePort {

  private static final Duration START = Duration.ofMinutes(3);
  private static final long LOOK_MILLIS = 100;

  private FreePort() {}

  /** An address on loopback where nobody listens now. */
  public static URI address() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + probe.getLocalPort());
    }
  }

  /**
   * Waits until a program answers to a GET that all is well.
   *
   * @throws IllegalStateException where it ends, or takes minutes
   */
  public static void awaitReady(ChildProcess process, URI probe) throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest ready = HttpRequest.newBuilder(probe).build();
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      process.requireAlive();
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException(probe + " is not ready after " + START.toSeconds() + " s");
  }
}
