package dev.millrace.platform.http;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server proves who it is, and how its clients do: TLS 1.2 and 1.3.
 *
 * <p>The files are read again when they change; where what they hold cannot be used, what was read
 * before stays in force and the log says so.
 *
 * @param identity the server's key and certificate
 * @param trusted authorities of the clients' certificates; has to be there where any are asked for
 * @param clients whether clients show certificates
 * @param look how often the files are looked at
 */
public record HttpTls(
    Store identity, Optional<Store> trusted, ClientCertificates clients, Duration look) {

  /** A minute at most passes between a renewal and its use; half of it is not noticed. */
  public static final Duration DEFAULT_LOOK = Duration.ofSeconds(10);

  public HttpTls {
    if (clients != ClientCertificates.NONE && trusted.isEmpty()) {
      throw new IllegalArgumentException(
          "clients are asked for certificates, but no truststore says which ones are trusted");
    }
    if (look.toMillis() < 1) {
      throw new IllegalArgumentException("the files cannot be looked at every " + look);
    }
  }

  /** A server that proves who it is to anybody. */
  public static HttpTls of(Store identity) {
    return new HttpTls(identity, Optional.empty(), ClientCertificates.NONE, DEFAULT_LOOK);
  }

  /** A PKCS12 file. */
  public record Store(Path file, Secret password) {

    /**
     * Reads where it is, and its password: both, or neither.
     *
     * @param key of the setting of the file; that of the password has {@code -password} behind
     */
    public static Optional<Store> from(SettingsReader settings, String key) {
      Optional<Path> file = settings.optionalPath(key);
      Optional<Secret> password = settings.optionalSecret(key + "-password");
      if (file.isPresent() != password.isPresent()) {
        settings.problem(
            (file.isPresent() ? key + "-password" : key)
                + " is not set: a PKCS12 file comes with its password");
      }
      return file.flatMap(path -> password.map(word -> new Store(path, word)));
    }
  }

  /** Whether clients show certificates. */
  public enum ClientCertificates {
    /** They are not asked. */
    NONE,
    /** They are asked; who shows none may come in all the same. */
    WANT,
    /** Who shows none that is trusted does not come in. */
    NEED
  }
}
