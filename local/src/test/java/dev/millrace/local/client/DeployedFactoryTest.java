package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.client.DeployedFactory.KeysPlace;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaSecurity;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeployedFactoryTest {

  @Test
  void takesWhatIsUsualForAFileOfKeys() {
    DeployedFactory factory =
        read(Map.of("kafka.bootstrap", "kafka:9092", "personal-data.keys-file", "/etc/keys"));

    assertThat(factory.kafka().bootstrap()).isEqualTo("kafka:9092");
    assertThat(factory.schemas().addresses()).containsExactly(URI.create("http://127.0.0.1:8081"));
    assertThat(factory.keys()).isEqualTo(new KeysPlace.InFile(Path.of("/etc/keys")));
  }

  @Test
  void takesEveryKey() {
    DeployedFactory factory =
        read(
            Map.of(
                "kafka.bootstrap",
                "kafka:9098",
                "kafka.security",
                "msk-iam",
                "registry.address",
                "http://registry:8081",
                "personal-data.secret",
                "millrace-production/personal-data-keys",
                "aws.region",
                "eu-west-1",
                "aws.access-key-id",
                "id",
                "aws.secret-access-key",
                "key",
                "aws.secrets-manager.endpoint",
                "http://127.0.0.1:9999"));

    assertThat(factory.kafka().security()).isInstanceOf(KafkaSecurity.MskIam.class);
    assertThat(factory.schemas().addresses()).containsExactly(URI.create("http://registry:8081"));
    assertThat(factory.keys())
        .isEqualTo(
            new KeysPlace.InSecret(
                new AwsConnection(
                    "eu-west-1",
                    Optional.empty(),
                    new AwsConnection.Credentials.KeyPair("id", new Secret("key"))),
                "millrace-production/personal-data-keys",
                Optional.of(URI.create("http://127.0.0.1:9999"))));
  }

  /** Here nobody can tell whether a process has the file itself or a copy. */
  @Test
  void aFileOfKeysHasToBeGivenToTheProcessesAgain() throws IOException {
    DeployedFactory factory =
        read(Map.of("kafka.bootstrap", "kafka:9092", "personal-data.keys-file", "/etc/keys"));

    assertThat(factory.withKeys(TenantKeys::afterwards).orElseThrow())
        .startsWith("/etc/keys has no keys of the tenant any more")
        .contains("give the file to ingestion, gateway and console again");
    assertThat(TenantKeys.in(Path.of("/etc/keys")).afterwards())
        .as("the processes of this machine follow it")
        .isEmpty();
  }

  @Test
  void wantsOnePlaceOfKeys() {
    assertThatThrownBy(() -> read(Map.of("kafka.bootstrap", "kafka:9092")))
        .hasMessageContaining("set personal-data.secret");
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "kafka.bootstrap",
                        "kafka:9092",
                        "personal-data.secret",
                        "a",
                        "personal-data.keys-file",
                        "b")))
        .hasMessageContaining("and not both");
  }

  private static DeployedFactory read(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    DeployedFactory factory = DeployedFactory.from(reader);
    reader.finish();
    return factory;
  }
}
