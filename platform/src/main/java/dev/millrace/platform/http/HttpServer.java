package dev.millrace.platform.http;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running HTTP server: HTTP/1.1 and HTTP/2 without TLS (by prior knowledge or upgrade) on one
 * port.
 *
 * <p><i>Threads</i>: a few of Jetty's, named after the server; endpoints are called on them.
 */
public final class HttpServer implements AutoCloseable {

  /** Enough for endpoints that do not block, on machines of two to some dozen cores. */
  private static final int MAX_THREADS = 32;

  /** As many calls as one client may have under way on one HTTP/2 connection. */
  private static final int MAX_STREAMS = 4096;

  private static final long STOP_MILLIS = 5_000;

  /** For connections without a call, when the server stops. */
  private static final long STOP_IDLE_MILLIS = 100;

  private final Server server;
  private final HttpListener listener;
  private final int port;

  private HttpServer(Server server, HttpListener listener, int port) {
    this.server = server;
    this.listener = listener;
    this.port = port;
  }

  /**
   * Starts a server.
   *
   * @param name names its threads
   * @throws PortTakenException where somebody else listens on the port
   */
  public static HttpServer start(String name, HttpListener listener, Routes routes) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName(name);
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    // Routes match raw segments, so what Jetty calls ambiguous (%2F, %25, empty segments) is not.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(configuration);
    h2c.setMaxConcurrentStreams(MAX_STREAMS);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration), h2c);
    connector.setHost(listener.host());
    connector.setPort(listener.port());
    connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(new Dispatch(routes, listener.maxBodyBytes())));
    server.setStopTimeout(STOP_MILLIS);
    try {
      server.start();
    } catch (Exception e) {
      stopQuietly(server, e);
      if (isPortTaken(e)) {
        throw new PortTakenException(listener, e);
      }
      throw new IllegalStateException(
          name + " cannot listen on " + listener.host() + ":" + listener.port(), e);
    }
    return new HttpServer(server, listener, connector.getLocalPort());
  }

  /** The port that it listens on, or listened on until it was closed. */
  public int port() {
    return port;
  }

  /** Its address, without a path. */
  public URI address() {
    return URI.create("http://" + listener.host() + ":" + port);
  }

  /** Stops taking calls, lets those under way end for a few seconds, and frees the port. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server on port " + port + " does not stop", e);
    }
  }

  private static void stopQuietly(Server server, Exception cause) {
    try {
      server.stop();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean isPortTaken(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || (cause instanceof IOException
              && String.valueOf(cause.getMessage()).contains("Failed to bind"))) {
        return true;
      }
    }
    return false;
  }
}
