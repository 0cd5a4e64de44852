package dev.millrace.platform.telemetry;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether spans are told, of how many traces, and where.
 *
 * @param collector base URI of an OpenTelemetry collector that takes OTLP over HTTP; nothing is
 *     told where it is absent
 * @param headers what the collector wants to see with each request, such as a key; by name
 * @param ratio share of the traces that begin here which are told, 0 to 1, the same for all jobs,
 *     because each decides by the id of the trace; of all others, whoever began them has decided
 * @param compression of what the collector is sent
 * @param mostWaiting spans that may wait for the collector; further ones are left out and counted
 */
public record TelemetrySettings(
    Optional<URI> collector,
    Map<String, Secret> headers,
    double ratio,
    Compression compression,
    int mostWaiting) {

  /**
   * What OTLP knows; none is its usual, and right for a collector beside the job: packing a span
   * takes as long as making it.
   */
  public enum Compression {
    /** As it is. */
    NONE,
    /** For a collector behind a network that is paid by the byte. */
    GZIP
  }

  /**
   * Told of one trace in ten, ingestion took 5 to 13 % more processor time (decision 0077), of
   * which the most is the spans: with half of them it is near the 5 % that watching may cost.
   */
  static final double USUAL_RATIO = 0.05;

  /** A second of many spans, and some megabytes. */
  static final int USUAL_WAITING = 8_192;

  public TelemetrySettings {
    headers = Map.copyOf(headers);
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(
          "telemetry.ratio is " + ratio + ", expected a number from 0 to 1");
    }
  }

  /** Nothing is told. */
  public static TelemetrySettings off() {
    return new TelemetrySettings(
        Optional.empty(), Map.of(), USUAL_RATIO, Compression.NONE, USUAL_WAITING);
  }

  /** Reads {@code telemetry.*}. */
  public static TelemetrySettings from(SettingsReader settings) {
    return new TelemetrySettings(
        settings.optionalUri("telemetry.collector"),
        headers(settings),
        ratio(settings),
        settings.choice("telemetry.compression", Compression.class, Compression.NONE),
        settings.integer("telemetry.waiting-spans", USUAL_WAITING, 1, 1_000_000));
  }

  private static double ratio(SettingsReader settings) {
    Optional<String> text = settings.optionalText("telemetry.ratio");
    try {
      double ratio = text.map(Double::parseDouble).orElse(USUAL_RATIO);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // Told below, like any other value that is none.
    }
    settings.problem(
        "telemetry.ratio is \""
            + text.orElse("")
            + "\", expected a number from 0 to 1, such as 0.1");
    return USUAL_RATIO;
  }

  /** {@code NAME=VALUE}, with commas between them. */
  private static Map<String, Secret> headers(SettingsReader settings) {
    Map<String, Secret> headers = new HashMap<>();
    String all = settings.optionalSecret("telemetry.headers").map(Secret::reveal).orElse("");
    for (String one : all.split(",")) {
      int sign = one.indexOf('=');
      if (sign > 0) {
        headers.put(one.substring(0, sign).strip(), new Secret(one.substring(sign + 1).strip()));
      } else if (!one.isBlank()) {
        settings.problem(
            "telemetry.headers has a part without a name, expected NAME=VALUE, several with commas");
      }
    }
    return headers;
  }
}
