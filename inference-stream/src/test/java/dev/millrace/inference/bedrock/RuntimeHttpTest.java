package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.schemas.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

class RuntimeHttpTest {

  private static final URI ENDPOINT = URI.create("http://bedrock.invalid/");
  private static final ProxyConfiguration NO_PROXY = unset().build();
  private static final char[] PASSWORD = "changeit".toCharArray();

  @Test
  void goesThroughTheProxyThatTheProcessIsTold() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AsyncHttpClient http =
            RuntimeHttp.open(ENDPOINT, through(proxy).username("u").password("p").build())) {
      var unused = http.executeRequest(request(), new WholeReply(1));

      try (Socket connection = proxy.accept()) {
        BufferedReader head =
            new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        assertThat(head.readLine()).startsWith("POST http://bedrock.invalid");
        assertThat(head.lines().takeWhile(line -> !line.isEmpty()))
            .anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: Basic dTpw"));
      }
    }
  }

  @Test
  void goesPastTheProxyToHostsThatAreNoneOfItsBusiness() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket direct = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + direct.getLocalPort() + "/");
      ProxyConfiguration proxies = through(proxy).nonProxyHosts(Set.of("127\\..*")).build();
      try (AsyncHttpClient http = RuntimeHttp.open(endpoint, proxies)) {
        var unused =
            http.executeRequest(
                new RequestBuilder("POST").setUrl(endpoint.toString()).build(), new WholeReply(1));

        try (Socket connection = direct.accept()) {
          assertThat(connection.getInputStream().read()).isEqualTo('P');
        }
      }
    }
  }

  /** Else the next call on that connection would be given the reply. */
  @Test
  void takesNoOtherStatusForTheReply() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AsyncHttpClient http = RuntimeHttp.open(ENDPOINT, NO_PROXY)) {
      CompletableFuture<?> call = begin(http, server);

      try (Socket connection = server.accept()) {
        connection.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
        connection
            .getOutputStream()
            .write("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n".getBytes(US_ASCII));

        assertThat(call).failsWithin(10, TimeUnit.SECONDS);
        assertThat(connection.getInputStream().readAllBytes()).as("then the end").isNotEmpty();
      }
    }
  }

  /** What it says is not of the endpoint, and no call was made. */
  @Test
  void knowsThatAProxyLetsNothingThrough() throws Exception {
    URI endpoint = URI.create("https://bedrock.invalid");
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RuntimeCalls calls =
            new RuntimeCalls(
                RuntimeHttp.open(endpoint, through(proxy).build()),
                new Signature("us-east-1", new KnownIdentity("id", "secret"), Clock.systemUTC()),
                endpoint)) {
      CompletableFuture<RuntimeCalls.Reply> call =
          calls.post("/model/m/converse", Map.of(), JsonNodeFactory.instance.objectNode());

      try (Socket connection = proxy.accept()) {
        BufferedReader head =
            new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        assertThat(head.readLine()).startsWith("CONNECT bedrock.invalid:443 ");
        connection
            .getOutputStream()
            .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));

        assertThat(call)
            .failsWithin(10, TimeUnit.SECONDS)
            .withThrowableThat()
            .havingRootCause()
            .satisfies(
                thrown -> assertThat(Failures.of(thrown).cause()).isEqualTo(Cause.UNAVAILABLE));
      }
    }
  }

  @Test
  void takesNoReplyThatIsTooLong() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AsyncHttpClient http = RuntimeHttp.open(ENDPOINT, NO_PROXY)) {
      CompletableFuture<?> call = begin(http, server);

      try (Socket connection = server.accept()) {
        connection
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlong".getBytes(US_ASCII));

        assertThat(call)
            .failsWithin(10, TimeUnit.SECONDS)
            .withThrowableThat()
            .withMessageContaining("longer than 3 bytes");
      }
    }
  }

  /** The call would show whoever has that name what it says, and the credentials' signature. */
  @Test
  void tellsNothingToWhomNobodyVouchesFor(@TempDir Path folder) throws Exception {
    try (ServerSocket impostor = tls(folder);
        BedrockModels models =
            BedrockModels.open(
                AwsConnection.local(URI.create("https://localhost:" + impostor.getLocalPort())),
                new BedrockClients.Bounds(1, Duration.ofSeconds(30)))) {
      CompletableFuture<CallResult> call = models.call(UnreachableEndpointTest.CALL);

      try (Socket connection = impostor.accept()) {
        assertThat(heard(connection)).isEmpty();
      }
      assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(Failed.class);
    }
  }

  private static byte[] heard(Socket connection) throws IOException {
    try (InputStream input = connection.getInputStream()) {
      return input.readAllBytes();
    } catch (SSLException refused) {
      return new byte[0];
    }
  }

  private static ServerSocket tls(Path folder) throws Exception {
    Path store = folder.resolve("impostor.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "impostor",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream input = Files.newInputStream(store)) {
      keys.load(input, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static ProxyConfiguration.Builder through(ServerSocket proxy) {
    return unset().host("127.0.0.1").port(proxy.getLocalPort());
  }

  /** Whatever this machine has set. */
  private static ProxyConfiguration.Builder unset() {
    return ProxyConfiguration.builder()
        .useSystemPropertyValues(false)
        .useEnvironmentVariableValues(false);
  }

  /** A call whose reply may have three bytes. */
  private static CompletableFuture<?> begin(AsyncHttpClient http, ServerSocket server) {
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
    return http.executeRequest(new RequestBuilder("POST").setUrl(url).build(), new WholeReply(3))
        .toCompletableFuture();
  }

  private static Request request() {
    return new RequestBuilder("POST").setUrl(ENDPOINT.toString()).build();
  }
}
