package dev.millrace.ingestion.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a producer's settings from texts and tells all problems at once.
 *
 * <p><i>Shape</i>: {@code producer.batch-events} and {@code MILLRACE_PRODUCER_BATCH_EVENTS} are the
 * same key; keys of others are passed over, unknown ones of the producer are problems.
 */
final class SettingsMap {

  private static final String PREFIX = "producer.";
  private static final String ENVIRONMENT_PREFIX = "millrace.";
  private static final String DURATION_SHAPE = "a duration such as 10ms, 30s or 2m";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Map<String, LongFunction<Duration>> UNITS =
      Map.of(
          "ms", Duration::ofMillis,
          "s", Duration::ofSeconds,
          "m", Duration::ofMinutes,
          "h", Duration::ofHours);
  private static final String OFF = "off";

  /** By normal key: the name as somebody wrote it, and the value. */
  private final Map<String, Map.Entry<String, String>> values = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  private SettingsMap(Map<String, String> given) {
    given.forEach(
        (name, value) -> {
          String key = normal(name);
          if (key.startsWith(normal(PREFIX)) && !value.isBlank()) {
            values.put(key, Map.entry(name, value.strip()));
          }
        });
  }

  static ProducerSettings read(Map<String, String> given) {
    return new SettingsMap(given).settings();
  }

  static Map<String, String> texts(Properties properties) {
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
    return texts;
  }

  private ProducerSettings settings() {
    Optional<URI> gateway = needed("gateway", "a URI", URI::create);
    Optional<ApiKey> key = neededKey();
    Optional<ProducerSettings.Batching> batching = whole(this::batching);
    Optional<ProducerSettings.Buffer> buffer = whole(this::buffer);
    Optional<ProducerSettings.Retries> retries = whole(this::retries);
    values.values().forEach(unknown -> problems.add(unknown.getKey() + " is no setting"));
    Optional<ProducerSettings> settings =
        gateway.isPresent() && key.isPresent()
            ? whole(() -> ProducerSettings.of(gateway.get(), key.get()))
            : Optional.empty();
    if (settings.isEmpty() || !problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the producer's settings are wrong:\n  " + String.join("\n  ", problems));
    }
    return settings
        .get()
        .withBatching(batching.orElseThrow())
        .withBuffer(buffer.orElseThrow())
        .withRetries(retries.orElseThrow());
  }

  private ProducerSettings.Batching batching() {
    ProducerSettings.Batching usual = ProducerSettings.Batching.DEFAULT;
    return new ProducerSettings.Batching(
        number("batch-events", usual.maxEvents()),
        number("batch-bytes", usual.maxBytes()),
        duration("linger", usual.linger()),
        number("requests-in-flight", usual.requestsInFlight()),
        parsed(
            "gzip-from-bytes",
            usual.gzipFromBytes(),
            "a whole number, or off",
            text -> text.equals(OFF) ? Optional.empty() : Optional.of(Integer.parseInt(text))));
  }

  private ProducerSettings.Buffer buffer() {
    ProducerSettings.Buffer usual = ProducerSettings.Buffer.DEFAULT;
    return new ProducerSettings.Buffer(
        number("buffer-events", usual.maxEvents()),
        parsed("buffer-bytes", usual.maxBytes(), "a whole number", Long::valueOf),
        duration("max-block", usual.maxBlock()));
  }

  private ProducerSettings.Retries retries() {
    ProducerSettings.Retries usual = ProducerSettings.Retries.DEFAULT;
    return new ProducerSettings.Retries(
        duration("delivery-timeout", usual.deliveryTimeout()),
        duration("request-timeout", usual.requestTimeout()),
        duration("first-backoff", usual.firstBackoff()),
        duration("max-backoff", usual.maxBackoff()));
  }

  /** What the record itself refuses is a problem like any other. */
  private <T> Optional<T> whole(Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<ApiKey> neededKey() {
    Optional<String> text = taken("key");
    if (text.isEmpty()) {
      problems.add(missing("key"));
    }
    return text.flatMap(secret -> whole(() -> new ApiKey(secret)));
  }

  private <T> Optional<T> needed(String name, String expected, Function<String, T> parser) {
    if (!values.containsKey(normal(PREFIX + name))) {
      problems.add(missing(name));
    }
    return parsed(name, Optional.empty(), expected, text -> Optional.of(parser.apply(text)));
  }

  private int number(String name, int fallback) {
    return parsed(name, fallback, "a whole number", Integer::valueOf);
  }

  private Duration duration(String name, Duration fallback) {
    return parsed(
        name,
        fallback,
        DURATION_SHAPE,
        text -> {
          Matcher matcher = DURATION.matcher(text);
          @Nullable LongFunction<Duration> unit =
              matcher.matches() ? UNITS.get(matcher.group(2)) : null;
          if (unit == null) {
            throw new IllegalArgumentException(text);
          }
          return unit.apply(Long.parseLong(matcher.group(1)));
        });
  }

  private <T> T parsed(String name, T fallback, String expected, Function<String, T> parser) {
    Optional<String> text = taken(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return parser.apply(text.get());
    } catch (IllegalArgumentException e) {
      // Not what it is: a URI may hold a password.
      problems.add(PREFIX + name + " cannot be read, expected " + expected);
      return fallback;
    }
  }

  private Optional<String> taken(String name) {
    return Optional.ofNullable(values.remove(normal(PREFIX + name))).map(Map.Entry::getValue);
  }

  private static String missing(String name) {
    String variable = ENVIRONMENT_PREFIX + normal(PREFIX + name);
    return PREFIX
        + name
        + " is not set: set it, or "
        + variable.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Environment variables know only underscores. */
  private static String normal(String name) {
    String key = name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    return key.startsWith(ENVIRONMENT_PREFIX) ? key.substring(ENVIRONMENT_PREFIX.length()) : key;
  }
}
