package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.http.HttpTls.ClientCertificates;
import dev.millrace.platform.http.HttpTls.Store;
import dev.millrace.platform.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class TlsTest {

  private static final Secret PASSWORD = new Secret("changeit");
  private static final Duration LOOK = Duration.ofMillis(20);

  @TempDir private static Path folder;

  private Path served;

  @BeforeAll
  static void makeCertificates() throws Exception {
    for (String name : List.of("first", "second", "client", "stranger")) {
      keytool(
          name,
          "-genkeypair",
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + name,
          "-ext",
          "san=dns:localhost,ip:127.0.0.1");
      keytool(name, "-exportcert", "-rfc", "-file", folder.resolve(name + ".pem").toString());
    }
    keytool(
        "trusted", "-importcert", "-noprompt", "-file", folder.resolve("client.pem").toString());
  }

  @BeforeEach
  void serveTheFirst() throws IOException {
    served = folder.resolve("served.p12");
    replaceBy("first.p12");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void answersOverBothVersions(HttpClient.Version version) throws Exception {
    try (HttpServer server = start(HttpTls.of(identity()))) {
      assertThat(server.address().getScheme()).isEqualTo("https");
      HttpResponse<Void> reply =
          client("first", Optional.empty())
              .send(
                  HttpRequest.newBuilder(server.address()).version(version).build(),
                  BodyHandlers.discarding());

      assertThat(reply.statusCode()).isEqualTo(204);
      assertThat(reply.version()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksWhatIsSafe(String protocol) throws Exception {
    try (HttpServer server = start(HttpTls.of(identity()));
        SSLSocket socket = socket(server)) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void doesNotSpeakWhatIsNot(String protocol) throws Exception {
    Tls tls = new Tls(HttpTls.of(identity()), new ScheduledExecutorScheduler());
    tls.factory().start();

    assertThat(tls.factory().getSelectedProtocols())
        .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3")
        .doesNotContain(protocol);
  }

  @Test
  void closesConnectionsThatSpeakPlaintext() throws Exception {
    try (HttpServer server = start(HttpTls.of(identity()));
        RawConnection raw = new RawConnection(server)) {
      raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(raw.readToEnd()).doesNotContain("HTTP/1.1 204");
    }
  }

  @Test
  void closesConnectionsThatDoNotShakeHands() throws Exception {
    HttpLimits impatient =
        HttpLimits.DEFAULT.with(
            new HttpLimits.Patience(
                Duration.ofMillis(300),
                HttpLimits.DEFAULT.patience().slowest(),
                HttpLimits.DEFAULT.patience().discarding(),
                HttpLimits.DEFAULT.patience().ending()));
    try (HttpServer server =
            HttpServer.start(
                "tls",
                HttpListener.loopback(0, "test.port", 1)
                    .with(HttpTls.of(identity()))
                    .with(impatient),
                new Routes());
        RawConnection raw = new RawConnection(server)) {
      // The beginning of a client's hello of 512 bytes.
      assertThat(raw.send(new byte[] {22, 3, 1, 2, 0, 1}).trickle("\0")).doesNotContain("HTTP");
    }
  }

  @Test
  void asksForCertificatesThatItTrusts() throws Exception {
    HttpTls mutual =
        new HttpTls(
            identity(),
            Optional.of(new Store(folder.resolve("trusted.p12"), PASSWORD)),
            ClientCertificates.NEED,
            LOOK);
    try (HttpServer server = start(mutual)) {
      assertThat(get(client("first", Optional.of("client")), server.address())).isEqualTo(204);
      for (Optional<String> other : List.of(Optional.<String>empty(), Optional.of("stranger"))) {
        assertThatThrownBy(() -> get(client("first", other), server.address()))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void asksForCertificatesOnlyWithAnIdeaOfWhomToTrust() {
    assertThatThrownBy(
            () -> new HttpTls(identity(), Optional.empty(), ClientCertificates.WANT, LOOK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("truststore");
  }

  @Test
  void takesANewCertificateWithoutARestart() throws Exception {
    HttpTls watched = new HttpTls(identity(), Optional.empty(), ClientCertificates.NONE, LOOK);
    try (HttpServer server = start(watched)) {
      assertThat(certificate(server)).contains("CN=first");

      Files.writeString(served, "half a file");
      replaceBy("second.p12");
      Awaitility.await().until(() -> certificate(server).contains("CN=second"));
    }
  }

  @Test
  void keepsItsCertificateWhereTheNewOneCannotBeUsed() throws Exception {
    HttpTls watched = new HttpTls(identity(), Optional.empty(), ClientCertificates.NONE, LOOK);
    Tls tls = new Tls(watched, new ScheduledExecutorScheduler());
    tls.factory().start();

    Files.writeString(served, "no keystore at all");
    tls.look();

    assertThat(tls.factory().getAliases()).containsExactly("key");
  }

  @Test
  void saysWhichFileCannotBeUsed() {
    Store wrong = new Store(served, new Secret("mistaken"));

    assertThatThrownBy(() -> start(HttpTls.of(wrong)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("served.p12")
        .hasMessageContaining("password")
        .hasMessageNotContaining("mistaken");
  }

  private Store identity() {
    return new Store(served, PASSWORD);
  }

  private static HttpServer start(HttpTls tls) {
    return HttpServer.start(
        "tls",
        HttpListener.loopback(0, "test.port", 1).with(tls),
        new Routes().on("GET", "/", call -> HttpReply.empty(204).done()));
  }

  private void replaceBy(String name) throws IOException {
    Path draft = folder.resolve("draft.p12");
    Files.copy(folder.resolve(name), draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, served, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int get(HttpClient client, URI address) throws Exception {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /** Who the server says it is. */
  private static String certificate(HttpServer server) throws Exception {
    try (SSLSocket socket = socket(server)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static SSLSocket socket(HttpServer server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManagerFactory trusting = trusting("first", "second");
    context.init(null, trusting.getTrustManagers(), null);
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
  }

  private static HttpClient client(String trusted, Optional<String> identity) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    keys.init(identity.isPresent() ? store(identity.get()) : own, PASSWORD.reveal().toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusting(trusted).getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static TrustManagerFactory trusting(String... names)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String name : names) {
      trusted.setCertificateEntry(name, store(name).getCertificate("key"));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory;
  }

  private static KeyStore store(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(file, PASSWORD.reveal().toCharArray());
    }
    return store;
  }

  private static void keytool(String store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "key", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD.reveal()));
    command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();

    assertThat(process.waitFor()).as("keytool, see its output in keytool.log").isZero();
  }
}
