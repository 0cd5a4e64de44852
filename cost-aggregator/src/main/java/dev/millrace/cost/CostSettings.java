package dev.millrace.cost;

import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.queries.Wire;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpTls;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of cost-aggregator.
 *
 * @param place where this instance is
 * @param horizon how long records and windows are remembered
 * @param pace how often windows that have changed are written
 * @param queries where others ask for windows
 */
public record CostSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    Place place,
    Horizon horizon,
    Pace pace,
    Queries queries) {

  /** Two days longer than predictions are kept: what is deleted cannot come again. */
  private static final Duration RECORDS = Duration.ofDays(32);

  /** A year, and some weeks to look back at it. */
  private static final Duration DAILY = Duration.ofDays(400);

  private static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5));
  private static final int PORT = 8090;
  private static final String KEYSTORE = "cost.queries.tls.keystore";
  private static final String PLAINTEXT = "cost.queries.plaintext";

  /** A query has no body. */
  private static final int MAX_BODY_BYTES = 1024;

  /**
   * Where an instance is.
   *
   * @param stateFolder where the stores lie; they are rebuilt from Kafka where it is empty
   * @param instance name of this instance, the same after a restart, another for each
   * @param threads stream threads
   */
  public record Place(Path stateFolder, String instance, int threads) {}

  /**
   * Where others ask for windows.
   *
   * @param advertised host and port under which the other instances reach this one; those of the
   *     listener where absent
   * @param key who asks has to know it; nobody is asked for it where absent
   * @param wire how the other instances are asked
   */
  public record Queries(
      HttpListener listener, Optional<String> advertised, Optional<Secret> key, Wire wire) {}

  /** Reads {@code kafka.*}, {@code registry.*} and {@code cost.*}. */
  public static CostSettings from(SettingsReader settings) {
    return new CostSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        new Place(
            Path.of(settings.text("cost.state-folder", ".millrace/streams")),
            settings.instance("cost.instance", "cost-0"),
            settings.integer("cost.threads", 1, 1, 64)),
        horizon(settings),
        pace(settings),
        queries(settings));
  }

  private static Horizon horizon(SettingsReader settings) {
    Duration records = settings.duration("cost.retention", RECORDS);
    Duration daily = settings.duration("cost.daily-retention", DAILY);
    try {
      return new Horizon(records, daily);
    } catch (IllegalArgumentException e) {
      settings.problem("cost.retention and cost.daily-retention: " + e.getMessage());
      return new Horizon(RECORDS, DAILY);
    }
  }

  private static Pace pace(SettingsReader settings) {
    Duration writing = settings.duration("cost.write-interval", PACE.writing());
    Duration usual = PACE.rollingUp().compareTo(writing) < 0 ? writing : PACE.rollingUp();
    Duration rollingUp = settings.duration("cost.roll-up-interval", usual);
    try {
      return new Pace(writing, rollingUp);
    } catch (IllegalArgumentException e) {
      settings.problem("cost.write-interval and cost.roll-up-interval: " + e.getMessage());
      return PACE;
    }
  }

  private static Queries queries(SettingsReader settings) {
    HttpListener listener =
        new HttpListener(
            settings.text("cost.queries.host", "127.0.0.1"),
            settings.integer("cost.queries.port", PORT, 0, 65535),
            "cost.queries.port",
            MAX_BODY_BYTES);
    Optional<String> advertised = settings.optionalText("cost.queries.address");
    if (advertised.isPresent() && !advertised.get().matches("[^:/\\s]+:\\d{1,5}")) {
      settings.problem("cost.queries.address is \"" + advertised.get() + "\", expected HOST:PORT");
    }
    Optional<Secret> key = settings.optionalSecret("cost.queries.key");
    if (key.isEmpty() && !listener.isLoopback()) {
      settings.problem(
          "cost.queries.host is "
              + listener.host()
              + ", where others could read what every tenant spends: set cost.queries.key, the"
              + " same for all instances");
    }
    Optional<HttpTls.Store> identity = HttpTls.Store.from(settings, KEYSTORE);
    boolean plaintext = settings.flag(PLAINTEXT, false);
    if (identity.isPresent() && plaintext) {
      settings.problem(PLAINTEXT + " is true, but " + KEYSTORE + " is set: drop one of them");
    }
    if (identity.isEmpty() && !plaintext && !listener.isLoopback()) {
      settings.problem(
          "cost.queries.host is "
              + listener.host()
              + ", where others could read cost.queries.key off the wire: set "
              + KEYSTORE
              + ", or "
              + PLAINTEXT
              + "=true where something else encrypts, such as a service mesh");
    }
    return new Queries(
        identity.map(store -> listener.with(HttpTls.of(store))).orElse(listener),
        advertised,
        key,
        identity.isPresent() ? Wire.TLS : plaintext ? Wire.PLAINTEXT : Wire.LOOPBACK);
  }
}
