package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.registry.RegistryCredentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the schema registry is.
 *
 * @param address its base URI
 * @param user name for basic authentication; none where absent
 * @param password goes with the user
 * @param authorities PEM file of the authorities trusted for TLS; the platform's own where absent
 */
public record RegistryConnection(
    URI address, Optional<String> user, Optional<Secret> password, Optional<Path> authorities) {

  /** A registry without authentication. */
  public static RegistryConnection open(URI address) {
    return new RegistryConnection(address, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Reads {@code registry.*}. */
  public static RegistryConnection from(SettingsReader settings) {
    return new RegistryConnection(
        settings.uri("registry.address", URI.create("http://127.0.0.1:8081")),
        settings.optionalText("registry.user"),
        settings.optionalSecret("registry.password"),
        settings.optionalText("registry.authorities").map(Path::of));
  }

  /** The way to this registry; may be sent to where a job runs. */
  public RegistryAccess access() {
    RegistryCredentials credentials =
        user.isEmpty()
            ? RegistryCredentials.none()
            : RegistryCredentials.basic(user.get(), password.map(Secret::reveal).orElse(""));
    return new RegistryAccess(
        List.of(address), credentials, authorities.map(Path::toString).orElse(null));
  }

  /** A client of this registry. */
  public RegistryClient client() {
    return access().open();
  }
}
