package dev.millrace.inference.bedrock;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.proxy.ProxyServer;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/**
 * The HTTP client under calls that are answered as a whole.
 *
 * <p><i>Shape</i>: HTTP/1.1, a connection for each call under way; the desk bounds how many there
 * are. One attempt each, without limits of its own: a call ends by {@link TimeLimit}.
 */
final class RuntimeHttp {

  /** Longest time to reach the endpoint. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Endpoints close connections that were idle for longer, and a call on one of those is lost. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Between looks for idle connections. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration NONE = Duration.ofMillis(-1);

  /** A call takes 30 us of one, what follows the answer 15: two serve 40,000 calls a second. */
  private static final int IO_THREADS = 2;

  private RuntimeHttp() {}

  /** A client for that endpoint, through the proxy that the process is told; to be closed. */
  static AsyncHttpClient open(URI endpoint, ProxyConfiguration proxies) {
    DefaultAsyncHttpClientConfig.Builder configuration =
        Dsl.config()
            .setThreadFactory(new DefaultThreadFactory("inference-calls", true))
            .setIoThreadsCount(IO_THREADS)
            .setUserAgent("millrace")
            .setCookieStore(null)
            .setMaxRequestRetry(0)
            .setConnectTimeout(CONNECT)
            .setReadTimeout(NONE)
            .setRequestTimeout(NONE)
            .setPooledConnectionIdleTimeout(IDLE)
            .setConnectionPoolCleanerPeriod(LOOK)
            .setShutdownQuietPeriod(Duration.ZERO);
    proxy(endpoint, proxies).ifPresent(configuration::setProxyServer);
    return Dsl.asyncHttpClient(configuration);
  }

  /** As the SDK understands {@code http.proxyHost}, {@code HTTP_PROXY} and their like. */
  private static Optional<ProxyServer> proxy(URI endpoint, ProxyConfiguration proxies) {
    if (proxies.host() == null
        || proxies.nonProxyHosts().stream().anyMatch(endpoint.getHost()::matches)) {
      return Optional.empty();
    }
    ProxyServer.Builder proxy = Dsl.proxyServer(proxies.host(), proxies.port());
    if (proxies.username() != null) {
      proxy.setRealm(
          Dsl.basicAuthRealm(proxies.username(), proxies.password()).setUsePreemptiveAuth(true));
    }
    return Optional.of(proxy.build());
  }
}
