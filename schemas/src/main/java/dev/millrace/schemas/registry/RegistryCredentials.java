package dev.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Base64;
import java.util.Optional;

/** Who a client of the registry is. */
public sealed interface RegistryCredentials extends Serializable {

  /** Nobody in particular. */
  static RegistryCredentials none() {
    return new None();
  }

  /** Name and password. */
  static RegistryCredentials basic(String user, String password) {
    return new Basic(user, password);
  }

  /** The value of the Authorization header; empty where there is none. */
  Optional<String> header();

  /** Nobody in particular. */
  record None() implements RegistryCredentials {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** Name and password; the password is not shown by {@code toString}. */
  record Basic(String user, String password) implements RegistryCredentials {
    @Override
    public Optional<String> header() {
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
    }

    @Override
    public String toString() {
      return "Basic[user=" + user + "]";
    }
  }
}
