package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.registry.RegistryClient;
import java.net.URI;
import java.util.Optional;

/**
 * Where the schema registry is.
 *
 * @param address its base URI
 * @param user name for basic authentication; none where absent
 * @param password goes with the user
 */
public record RegistryConnection(URI address, Optional<String> user, Optional<Secret> password) {

  /** A registry without authentication. */
  public static RegistryConnection open(URI address) {
    return new RegistryConnection(address, Optional.empty(), Optional.empty());
  }

  /** Reads {@code registry.*}. */
  public static RegistryConnection from(SettingsReader settings) {
    return new RegistryConnection(
        settings.uri("registry.address", URI.create("http://127.0.0.1:8081")),
        settings.optionalText("registry.user"),
        settings.optionalSecret("registry.password"));
  }

  /** A client of this registry. */
  public RegistryClient client() {
    RegistryClient.Credentials credentials =
        user.isEmpty()
            ? RegistryClient.Credentials.none()
            : RegistryClient.Credentials.basic(user.get(), password.map(Secret::reveal).orElse(""));
    return new RegistryClient(address, credentials);
  }
}
