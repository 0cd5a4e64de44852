package dev.millrace.platform.settings;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings into typed values and remembers what is wrong with them.
 *
 * <p><i>Shape</i>: keys are {@code group.two-words}; the environment variable of {@code
 * ingestion.max-bytes} is {@code MILLRACE_INGESTION_MAX_BYTES}.
 *
 * <p><i>Failure</i>: no reading method throws. A wrong value counts as its default until {@link
 * #finish()} throws with all problems, unknown keys included.
 */
public final class SettingsReader {

  private static final String ENVIRONMENT_PREFIX = "MILLRACE_";

  private final Map<String, String> values;
  private final Set<String> asked = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private SettingsReader(Map<String, String> values) {
    this.values = new TreeMap<>();
    values.forEach((key, value) -> this.values.put(normal(key), value));
  }

  /** Reads from a map whose keys are written with dots. */
  public static SettingsReader of(Map<String, String> values) {
    return new SettingsReader(values);
  }

  /**
   * Reads from a properties file, overridden by the environment.
   *
   * @throws SettingsException where the file cannot be read
   */
  public static SettingsReader from(Map<String, String> environment, Optional<Path> file) {
    Map<String, String> values = new TreeMap<>();
    file.ifPresent(
        path ->
            load(path).forEach((key, value) -> values.put(normal((String) key), (String) value)));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX)) {
            values.put(normal(name.substring(ENVIRONMENT_PREFIX.length())), value);
          }
        });
    return new SettingsReader(values);
  }

  /** Everything as it was given, for a reader in another process; holds secrets. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** A text that has to be there. */
  public String text(String key) {
    return optionalText(key)
        .orElseGet(
            () -> {
              problems.add(key + " is not set: set it, or " + environmentName(key));
              return "";
            });
  }

  /** A text with a default. */
  public String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  /** A text that may be absent. */
  public Optional<String> optionalText(String key) {
    asked.add(normal(key));
    return Optional.ofNullable(values.get(normal(key)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** A secret that may be absent. */
  public Optional<Secret> optionalSecret(String key) {
    return optionalText(key).map(Secret::new);
  }

  /** A whole number within bounds, both inclusive. */
  public int integer(String key, int fallback, int min, int max) {
    return parsed(
        key,
        fallback,
        "a whole number from " + min + " to " + max,
        value -> {
          int number = Integer.parseInt(value.replace("_", ""));
          return number < min || number > max ? null : number;
        });
  }

  /** A length of time such as 20ms, 10s, 5m, 24h or 1d. */
  public Duration duration(String key, Duration fallback) {
    return parsed(
        key,
        fallback,
        "a duration such as 20ms, 10s, 5m, 24h or 1d",
        value -> Durations.parse(value).orElse(null));
  }

  /** An absolute URI. */
  public URI uri(String key, URI fallback) {
    return parsed(key, fallback, "a URI such as http://127.0.0.1:8081", SettingsReader::absolute);
  }

  /** An absolute URI that may be absent. */
  public Optional<URI> optionalUri(String key) {
    return optionalText(key).isEmpty()
        ? Optional.empty()
        : Optional.of(uri(key, URI.create("http://invalid")));
  }

  /** A path that may be absent. */
  public Optional<Path> optionalPath(String key) {
    return optionalText(key).map(Path::of);
  }

  /** Yes or no. */
  public boolean flag(String key, boolean fallback) {
    return parsed(
        key,
        fallback,
        "true or false",
        value ->
            value.equals("true") ? Boolean.TRUE : value.equals("false") ? Boolean.FALSE : null);
  }

  /** One of the names of an enum, in any case, with hyphens for underscores. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    return parsed(
        key,
        fallback,
        "one of " + names,
        value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** Says that the settings contradict each other or cannot be used. */
  public void problem(String text) {
    problems.add(text);
  }

  /**
   * Ends the reading.
   *
   * @throws SettingsException where anything was wrong
   */
  public void finish() {
    List<String> all = new ArrayList<>(problems);
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        all.add(
            key
                + " is no setting"
                + nearest(key).map(known -> ": did you mean " + known + "?").orElse(""));
      }
    }
    if (!all.isEmpty()) {
      throw new SettingsException(all);
    }
  }

  private <T> T parsed(
      String key, T fallback, String expected, Function<String, @Nullable T> parser) {
    Optional<String> value = optionalText(key);
    if (value.isEmpty()) {
      return fallback;
    }
    @Nullable T result;
    try {
      result = parser.apply(value.get());
    } catch (IllegalArgumentException e) {
      result = null;
    }
    if (result == null) {
      problems.add(key + " is \"" + value.get() + "\", expected " + expected);
      return fallback;
    }
    return result;
  }

  private static @Nullable URI absolute(String value) {
    try {
      URI uri = new URI(value);
      return uri.isAbsolute() && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /**
   * Dots, hyphens and underscores count alike, because environment variables know only one of them.
   */
  private static String normal(String key) {
    return key.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  private static String environmentName(String key) {
    return ENVIRONMENT_PREFIX + normal(key).replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private Optional<String> nearest(String key) {
    return asked.stream()
        .filter(known -> Spelling.distance(known, key) <= Math.max(2, key.length() / 5))
        .min((a, b) -> Integer.compare(Spelling.distance(a, key), Spelling.distance(b, key)));
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new SettingsException(
          List.of("the settings file " + file + " cannot be read: " + e.getMessage()));
    }
    return properties;
  }
}
