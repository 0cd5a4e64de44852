package dev.millrace.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryCredentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryConnectionTest {

  @Test
  void isALocalOneByDefault() {
    SettingsReader settings = SettingsReader.of(Map.of());

    RegistryConnection connection = RegistryConnection.from(settings);

    assertThat(connection).isEqualTo(RegistryConnection.open(URI.create("http://127.0.0.1:8081")));
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void readsEveryKey() {
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "registry.address", "https://one:8081,https://two:8081",
                "registry.user", "mill",
                "registry.password", "p4ssw0rd",
                "registry.authorities", "/tls/ca.pem"));

    RegistryConnection connection = RegistryConnection.from(settings);

    assertThat(connection.access())
        .isEqualTo(
            new RegistryAccess(
                List.of(URI.create("https://one:8081"), URI.create("https://two:8081")),
                RegistryCredentials.basic("mill", "p4ssw0rd"),
                "/tls/ca.pem"));
    assertThat(connection.toString()).doesNotContain("p4ssw0rd");
    assertThatCode(settings::finish).doesNotThrowAnyException();
  }

  @Test
  void wantsUserAndPasswordTogether() {
    SettingsReader settings = SettingsReader.of(Map.of("registry.user", "mill"));

    RegistryConnection.from(settings);

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("registry.user and registry.password go together");
  }

  @Test
  void saysWhichAddressesAreNone() {
    SettingsReader settings = SettingsReader.of(Map.of("registry.address", "http://one:8081,two"));

    RegistryConnection.from(settings);

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("registry.address is \"http://one:8081,two\", expected a URI");
  }
}
