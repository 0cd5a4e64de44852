package dev.millrace.platform.settings;

import dev.millrace.schemas.Spelling;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Variables that are read by the logging configuration, and by nobody here. */
  private static final Set<String> OF_LOGGING =
      Set.of("MILLRACE_LOG_LEVEL", "MILLRACE_ENGINE_LOG_LEVEL");

  private static final String HOST = "@host";
  private static final String URI_SHAPE =
      "a URI such as http://127.0.0.1:8081, without name and password";

  /** A setting as somebody wrote it. */
  private record Given(String name, String value) {}

  private final Map<String, Given> values = new TreeMap<>();

  /** Keys that were asked for, as the code spells them, by their normal form. */
  private final Map<String, String> asked = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  private SettingsReader() {}

  /** Reads from a map whose keys are written with dots. */
  public static SettingsReader of(Map<String, String> values) {
    SettingsReader reader = new SettingsReader();
    values.forEach(reader::put);
    return reader;
  }

  /**
   * Reads from a properties file, overridden by the environment.
   *
   * @throws SettingsException where the file cannot be read
   */
  public static SettingsReader from(Map<String, String> environment, Optional<Path> file) {
    SettingsReader reader = new SettingsReader();
    file.ifPresent(
        path -> load(path).forEach((key, value) -> reader.put((String) key, (String) value)));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !OF_LOGGING.contains(name)) {
            reader.values.put(
                normal(name.substring(ENVIRONMENT_PREFIX.length())), new Given(name, value));
          }
        });
    return reader;
  }

  /** Everything as it was given, for a reader in another process; holds secrets. */
  public Map<String, String> values() {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().value()));
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

  /**
   * The name of an instance, with a default. Where it is given as {@value #HOST}, it is that of the
   * machine, which no other instance has: containers that are started from one definition.
   */
  public String instance(String key, String fallback) {
    String name = text(key, fallback);
    return name.equals(HOST) ? host(key) : name;
  }

  /** A text that may be absent. */
  public Optional<String> optionalText(String key) {
    asked.put(normal(key), key);
    return Optional.ofNullable(values.get(normal(key)))
        .map(Given::value)
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
    return parsed(key, fallback, URI_SHAPE, SettingsReader::absolute);
  }

  /** An absolute URI that may be absent. */
  public Optional<URI> optionalUri(String key) {
    return parsed(
        key,
        Optional.empty(),
        URI_SHAPE,
        value -> absolute(value) == null ? null : Optional.of(URI.create(value)));
  }

  /** Absolute URIs with commas between them, at least one. */
  public List<URI> uris(String key, List<URI> fallback) {
    return parsed(
        key,
        fallback,
        URI_SHAPE + ", several with commas",
        value -> {
          List<URI> uris = new ArrayList<>();
          for (String part : value.split(",", -1)) {
            @Nullable URI uri = absolute(part.strip());
            if (uri == null) {
              return null;
            }
            uris.add(uri);
          }
          return List.copyOf(uris);
        });
  }

  /** A path that may be absent. */
  public Optional<Path> optionalPath(String key) {
    return optionalText(key)
        .map(text -> parsed(key, Path.of(""), "a path of this file system", Path::of));
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
    values.forEach(
        (key, given) -> {
          if (!asked.containsKey(key)) {
            all.add(
                given.name()
                    + " is no setting"
                    + nearest(key).map(known -> ": did you mean " + known + "?").orElse(""));
          }
        });
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
      problems.add(
          key + " is \"" + value.get().replaceAll("//.*@", "//***@") + "\", expected " + expected);
      return fallback;
    }
    return result;
  }

  private String host(String key) {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      problem(key + " is " + HOST + ", but this machine does not know its name: name the instance");
      return HOST;
    }
  }

  private static @Nullable URI absolute(String value) {
    try {
      URI uri = new URI(value);
      // A password in an address would get into messages and logs.
      return uri.isAbsolute() && uri.getHost() != null && uri.getUserInfo() == null ? uri : null;
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

  private void put(String name, String value) {
    values.put(normal(name), new Given(name, value));
  }

  /** The known key that is spelled most like this one, if any is close; as the code spells it. */
  private Optional<String> nearest(String key) {
    List<String> unused =
        asked.keySet().stream().filter(known -> !values.containsKey(known)).toList();
    return Spelling.nearest(key, unused).map(asked::get);
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          List.of(
              "the settings file " + file + " cannot be read as a properties file in UTF-8: " + e));
    }
    return properties;
  }
}
