package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.registry.RegistryCredentials;
import dev.millrace.schemas.registry.RegistryPatience;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the schema registry is.
 *
 * @param addresses base URIs of the same registry, at least one; tried in turn
 * @param user name for basic authentication; none where absent
 * @param password goes with the user
 * @param authorities PEM file of the authorities trusted for TLS; the platform's own where absent
 */
public record RegistryConnection(
    List<URI> addresses,
    Optional<String> user,
    Optional<Secret> password,
    Optional<Path> authorities) {

  public RegistryConnection {
    addresses = List.copyOf(addresses);
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("registry.user and registry.password go together");
    }
  }

  /** A registry without authentication. */
  public static RegistryConnection open(URI address) {
    return new RegistryConnection(
        List.of(address), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Reads {@code registry.*}. */
  public static RegistryConnection from(SettingsReader settings) {
    List<URI> addresses =
        settings.uris("registry.address", List.of(URI.create("http://127.0.0.1:8081")));
    Optional<String> user = settings.optionalText("registry.user");
    Optional<Secret> password = settings.optionalSecret("registry.password");
    Optional<Path> authorities = settings.optionalPath("registry.authorities");
    if (user.isPresent() != password.isPresent()) {
      settings.problem(
          "registry.user and registry.password go together: set both, or none for a registry without authentication");
      return new RegistryConnection(addresses, Optional.empty(), Optional.empty(), authorities);
    }
    return new RegistryConnection(addresses, user, password, authorities);
  }

  /** The way to this registry; may be sent to where a job runs. */
  public RegistryAccess access() {
    RegistryCredentials credentials =
        user.isPresent() && password.isPresent()
            ? RegistryCredentials.basic(user.get(), password.get().reveal())
            : RegistryCredentials.none();
    return new RegistryAccess(addresses, credentials, authorities.map(Path::toString).orElse(null));
  }

  /** A client of this registry. */
  public RegistryClient client() {
    return access().open();
  }

  /** The same, for who does not try as long as is usual. */
  public RegistryClient client(RegistryPatience patience) {
    return new RegistryClient(access(), patience);
  }
}
