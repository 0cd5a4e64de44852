package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
    keytool("-exportcert", "-rfc", "-file", folder.resolve("authority.pem").toString());
  }

  @Test
  void trustsTheAuthoritiesItIsGivenAndNobodyElse() throws GeneralSecurityException, IOException {
    try (RegistryStub stub = RegistryStub.start(serverSide())) {
      stub.on("GET /subjects/a/versions", 200, "[1]");
      RegistryAccess access = RegistryAccess.open(stub.address());

      assertThat(access.trusting(folder.resolve("authority.pem")).open().versions("a"))
          .containsExactly(1);
      assertThatThrownBy(() -> new RegistryClient(access, pause -> {}).versions("a"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("cannot be reached");
    }
  }

  @Test
  void saysWhichFileHoldsNoAuthorities() {
    RegistryAccess access =
        RegistryAccess.open(URI.create("https://localhost:1"))
            .trusting(folder.resolve("absent.pem"));

    assertThatThrownBy(access::open)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("absent.pem");
  }

  private static SSLContext serverSide() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(folder.resolve("server.p12"))) {
      keys.load(file, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-alias", "server", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
    command.add(folder.resolve("server.p12").toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();

    assertThat(process.waitFor()).as("keytool, see its output in keytool.log").isZero();
  }
}
