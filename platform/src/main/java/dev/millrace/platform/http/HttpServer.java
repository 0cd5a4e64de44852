package dev.millrace.platform.http;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running HTTP server: HTTP/1.1 and HTTP/2 on one port, either without TLS (HTTP/2 by prior
 * knowledge or upgrade) or with it (by ALPN).
 *
 * <p><i>Threads</i>: a few of Jetty's, named after the server; endpoints are called on them.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Enough for endpoints that do not block, on machines of two to some dozen cores. */
  private static final int MAX_THREADS = 32;

  /**
   * Of a stream of HTTP/2: reading and writing have times of their own, and who waits for an answer
   * is not idle. Jetty would end the stream at the second time that it finds it idle.
   */
  private static final int NO_TIMEOUT = -1;

  /**
   * Routes match raw segments, so what Jetty calls ambiguous (%2F, %25, empty segments) is not.
   * What is no UTF-8 is refused: read as U+FFFD, names that differ would become one.
   */
  private static final UriCompliance URIS =
      UriCompliance.UNSAFE.without(
          "UTF8",
          Violation.BAD_UTF8_ENCODING,
          Violation.TRUNCATED_UTF8_ENCODING,
          Violation.BAD_PERCENT_ENCODING);

  /** For connections without a call, when the server stops. */
  private static final long STOP_IDLE_MILLIS = 100;

  private final Server server;
  private final HttpListener listener;
  private final int port;
  private final Dispatch dispatch;
  private final Connections connections;

  private HttpServer(
      Server server, HttpListener listener, Dispatch dispatch, Connections connections) {
    this.server = server;
    this.listener = listener;
    this.dispatch = dispatch;
    this.connections = connections;
    this.port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  /**
   * Starts a server.
   *
   * @param name names its threads
   * @throws PortTakenException where somebody else listens on the port
   * @throws IllegalStateException where it cannot listen, or its certificates cannot be used
   */
  public static HttpServer start(String name, HttpListener listener, Routes routes) {
    HttpLimits limits = listener.limits();
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName(name);
    threads.setDaemon(true);
    Server server = new Server(threads);
    Connections connections = new Connections(limits, server.getScheduler());
    Dispatch dispatch = new Dispatch(routes, listener, connections);
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols(server, listener));
    connector.setHost(listener.host());
    connector.setPort(listener.port());
    // The system's default is 50: of a crowd that comes at once, the others would wait for seconds.
    connector.setAcceptQueueSize(limits.crowd().connections());
    connector.setIdleTimeout(limits.patience().idle().toMillis());
    connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
    connector.addBean(connections);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(dispatch));
    server.setErrorHandler(new ErrorReplies(routes, limits));
    server.setStopTimeout(limits.patience().ending().toMillis());
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
    return new HttpServer(server, listener, dispatch, connections);
  }

  private static ConnectionFactory[] protocols(Server server, HttpListener listener) {
    HttpLimits limits = listener.limits();
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(limits.sizes().headBytes());
    configuration.setUriCompliance(URIS);
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    List<ConnectionFactory> protocols = new ArrayList<>();
    if (listener.tls().isPresent()) {
      Tls tls = new Tls(listener.tls().get(), server.getScheduler());
      server.addBean(tls);
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
      SslConnectionFactory ssl = new SslConnectionFactory(tls.factory(), alpn.getProtocol());
      // There is one site, whatever it is called: which certificate fits is the client's to say.
      ssl.setEnsureSecureRequestCustomizer(false);
      protocols.add(ssl);
      protocols.add(alpn);
      protocols.add(limited(new HTTP2ServerConnectionFactory(configuration), limits));
      protocols.add(http1);
    } else {
      protocols.add(http1);
      protocols.add(limited(new CleartextHttp2(configuration), limits));
    }
    return protocols.toArray(ConnectionFactory[]::new);
  }

  private static ConnectionFactory limited(
      AbstractHTTP2ServerConnectionFactory http2, HttpLimits limits) {
    http2.setMaxConcurrentStreams(limits.streams().count());
    http2.setStreamIdleTimeout(NO_TIMEOUT);
    http2.setRateControlFactory(new WindowRateControl.Factory(limits.streams().noisePerSecond()));
    return http2;
  }

  /** The port that it listens on, or listened on until it was closed. */
  public int port() {
    return port;
  }

  /** Its address, without a path. */
  public URI address() {
    String scheme = listener.tls().isPresent() ? "https://" : "http://";
    return URI.create(scheme + listener.host() + ":" + port);
  }

  /** What the calls under way do not hold of {@link HttpLimits#memoryBytes()}. */
  public long freeBytes() {
    return dispatch.freeBytes();
  }

  /** How many connections are open. */
  public int openConnections() {
    return connections.open();
  }

  /**
   * Stops taking calls, lets those under way end for {@link HttpLimits.Patience#ending()}, cuts off
   * those that have not, and frees the port.
   *
   * @throws IllegalStateException where something of it does not stop
   */
  @Override
  public void close() {
    stop(server, port);
  }

  static void stop(Server server, int port) {
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty tells of calls that did not end in time when it has stopped all the same; what has
      // not stopped then is suppressed within.
      if (!(e instanceof TimeoutException) || e.getSuppressed().length > 0) {
        throw new IllegalStateException("the server on port " + port + " does not stop", e);
      }
      LOG.warn("the server on port {} has stopped, and cut off calls that did not end", port);
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
