package dev.millrace.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaConnectionTest {

  private static final char[] STORE_PASSWORD = "only-in-a-test".toCharArray();

  @TempDir private static Path folder;

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.argumentSet(
            "plaintext by default", Map.of(), Map.of("security.protocol", "PLAINTEXT")),
        Arguments.argumentSet(
            "TLS with the platform's authorities",
            Map.of("kafka.security", "tls"),
            Map.of("security.protocol", "SSL")),
        Arguments.argumentSet(
            "mutual TLS",
            Map.of(
                "kafka.security", "tls",
                "kafka.tls.authorities", "/tls/ca.pem",
                "kafka.tls.identity", "/tls/client.pem"),
            Map.of(
                "security.protocol", "SSL",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", "/tls/ca.pem",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.location", "/tls/client.pem")),
        Arguments.argumentSet(
            "SCRAM",
            Map.of(
                "kafka.security", "scram",
                "kafka.scram.user", "mill",
                "kafka.scram.password", "p\"a\\ss",
                "kafka.tls.authorities", "/tls/ca.pem"),
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"mill\" password=\"p\\\"a\\\\ss\";",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", "/tls/ca.pem")),
        Arguments.argumentSet(
            "MSK IAM",
            Map.of("kafka.security", "msk-iam"),
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "AWS_MSK_IAM",
                "sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;",
                "sasl.client.callback.handler.class",
                    "software.amazon.msk.auth.iam.IAMClientCallbackHandler")),
        Arguments.argumentSet(
            "MSK IAM with a role",
            Map.of("kafka.security", "MSK_IAM", "kafka.msk-iam.role", "arn:aws:iam::1:role/mill"),
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "AWS_MSK_IAM",
                "sasl.jaas.config",
                    "software.amazon.msk.auth.iam.IAMLoginModule required"
                        + " awsRoleArn=\"arn:aws:iam::1:role/mill\";",
                "sasl.client.callback.handler.class",
                    "software.amazon.msk.auth.iam.IAMClientCallbackHandler")));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void givesClientsExactlyTheseProperties(
      Map<String, String> settings, Map<String, String> expected) {
    Map<String, String> given = new HashMap<>(settings);
    given.put("kafka.bootstrap", "one:9092,two:9092");
    SettingsReader reader = SettingsReader.of(given);

    Map<String, Object> properties = KafkaConnection.from(reader).properties("me");

    Map<String, Object> all = new HashMap<>(expected);
    all.put("bootstrap.servers", "one:9092,two:9092");
    all.put("client.id", "me");
    assertThat(properties).isEqualTo(all);
    assertThatCode(reader::finish).doesNotThrowAnyException();
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.argumentSet(
            "SCRAM without password",
            Map.of("kafka.security", "scram", "kafka.scram.user", "mill"),
            "kafka.security is scram: set kafka.scram.user and kafka.scram.password"),
        Arguments.argumentSet(
            "a user in the open",
            Map.of("kafka.scram.user", "mill"),
            "kafka.security is plaintext: set kafka.security to scram"),
        Arguments.argumentSet(
            "an identity without TLS",
            Map.of("kafka.tls.identity", "/tls/client.pem"),
            "kafka.tls.identity is set, but kafka.security is plaintext"),
        Arguments.argumentSet(
            "authorities with MSK IAM",
            Map.of("kafka.security", "msk-iam", "kafka.tls.authorities", "/tls/ca.pem"),
            "kafka.tls.authorities is set, but kafka.security is msk-iam"),
        Arguments.argumentSet(
            "a role without MSK IAM",
            Map.of("kafka.security", "tls", "kafka.msk-iam.role", "arn"),
            "kafka.msk-iam.role is set, but kafka.security is tls"),
        Arguments.argumentSet(
            "an unknown kind",
            Map.of("kafka.security", "kerberos"),
            "expected one of plaintext, tls, scram, msk-iam"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void saysWhatContradicts(Map<String, String> settings, String problem) {
    Map<String, String> given = new HashMap<>(settings);
    given.put("kafka.bootstrap", "one:9092");
    SettingsReader reader = SettingsReader.of(given);

    KafkaConnection.from(reader);

    assertThatThrownBy(reader::finish)
        .hasMessageStartingWith("1 setting is wrong")
        .hasMessageContaining(problem);
  }

  @Test
  void needsToKnowWhereTheBrokersAre() {
    SettingsReader reader = SettingsReader.of(Map.of());

    KafkaConnection.from(reader);

    assertThatThrownBy(reader::finish).hasMessageContaining("kafka.bootstrap is not set");
  }

  @Test
  void doesNotShowThePassword() {
    KafkaConnection connection =
        new KafkaConnection(
            "one:9092", new KafkaSecurity.Scram("mill", new Secret("p4ssw0rd"), Optional.empty()));

    assertThat(connection.toString()).contains("mill").doesNotContain("p4ssw0rd");
  }

  @Test
  void hasThePasswordArriveAsItIs() {
    String awkward = "a\"b\\c;d'e f=g\\\"";
    Map<String, Object> properties =
        new KafkaSecurity.Scram("us\"er", new Secret(awkward), Optional.empty()).properties();

    Map<String, Object> parsed = new HashMap<>(properties);
    parsed.put(
        "sasl.jaas.config",
        new org.apache.kafka.common.config.types.Password(
            String.valueOf(properties.get("sasl.jaas.config"))));
    Map<String, ?> options =
        JaasContext.loadClientContext(parsed).configurationEntries().get(0).getOptions();

    assertThat(options.get("username")).isEqualTo("us\"er");
    assertThat(options.get("password")).isEqualTo(awkward);
  }

  @Test
  void isTakenByKafkasOwnClients() throws Exception {
    Path identity = folder.resolve("client.pem");
    Path authorities = folder.resolve("ca.pem");
    writePem(identity, authorities);
    List<KafkaSecurity> kinds =
        List.of(
            new KafkaSecurity.Plaintext(),
            new KafkaSecurity.Tls(Optional.of(authorities), Optional.of(identity)),
            new KafkaSecurity.Tls(Optional.empty(), Optional.empty()),
            new KafkaSecurity.Scram("mill", new Secret("p\"w"), Optional.of(authorities)),
            new KafkaSecurity.MskIam(Optional.empty()),
            new KafkaSecurity.MskIam(Optional.of("arn:aws:iam::1:role/mill")));

    for (KafkaSecurity kind : kinds) {
      // Building a client loads the files, the login modules and the callback handlers.
      assertThatCode(
              () ->
                  Admin.create(new KafkaConnection("127.0.0.1:1", kind).properties("test")).close())
          .as(kind.toString())
          .doesNotThrowAnyException();
    }
  }

  /** A key with a certificate of its own, as PEM files. */
  private static void writePem(Path identity, Path authorities) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "client",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
    String certificate = pem("CERTIFICATE", keys.getCertificate("client").getEncoded());
    Files.writeString(
        identity,
        pem("PRIVATE KEY", keys.getKey("client", STORE_PASSWORD).getEncoded()) + certificate);
    Files.writeString(authorities, certificate);
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
