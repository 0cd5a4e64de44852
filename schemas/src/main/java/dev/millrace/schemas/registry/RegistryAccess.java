package dev.millrace.schemas.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry is and how a client may enter.
 *
 * @param addresses base URIs of the same registry, at least one; tried in turn
 * @param credentials who the client is
 * @param authorities PEM file of the authorities trusted for TLS; null for the platform's own
 */
public record RegistryAccess(
    List<URI> addresses, RegistryCredentials credentials, @Nullable String authorities)
    implements RegistrySource {

  public RegistryAccess {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "a registry needs at least one address: set registry.address");
    }
  }

  /** A registry that lets everybody in. */
  public static RegistryAccess open(URI address) {
    return new RegistryAccess(List.of(address), RegistryCredentials.none(), null);
  }

  /** The same registry, entered as somebody. */
  public RegistryAccess as(RegistryCredentials credentials) {
    return new RegistryAccess(addresses, credentials, authorities);
  }

  /** The same registry, trusted because of these authorities. */
  public RegistryAccess trusting(Path authorities) {
    return new RegistryAccess(addresses, credentials, authorities.toString());
  }

  @Override
  public RegistryClient open() {
    return new RegistryClient(this);
  }
}
