package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway behind TLS that wants to know its clients. */
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder = Path.of("");

  @Test
  void goesWithACertificateOfItsOwnAndNotWithout() throws Exception {
    KeyStore server = keys("server");
    KeyStore client = keys("client");
    try (StandInGateway gateway = StandInGateway.knowingItsClients(context(server, client))) {
      ProducerSettings stranger =
          ProducerSettings.of(gateway.address(), StandInGateway.KEY)
              .withBatching(Batching.DEFAULT.withLinger(Duration.ZERO))
              .withRetries(Retries.DEFAULT.withDeliveryTimeout(Duration.ofMillis(1)));
      ProducerSettings known =
          stranger.withTls(context(client, server)).withRetries(Retries.DEFAULT);

      try (EventProducer<String> producer = EventProducer.open(known, "tickets", Encoder.text())) {
        assertThat(ProducerFixture.end(producer.send("a", "1")))
            .isEqualTo(ProducerFixture.accepted("a"));
      }
      try (EventProducer<String> producer =
          EventProducer.open(stranger, "tickets", Encoder.text())) {
        CompletionStage<Delivery> stage = producer.send("b", "2");
        assertThat(ProducerFixture.failure(stage)).hasCauseInstanceOf(SSLException.class);
      }
      assertThat(gateway.first()).containsOnlyKeys("a");
    }
  }

  private static SSLContext context(KeyStore own, KeyStore other) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("other", other.getCertificate("own"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** A key and its certificate, made by the JDK's own tool. */
  private KeyStore keys(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(file)) {
      keys.load(stream, PASSWORD);
    }
    return keys;
  }
}
