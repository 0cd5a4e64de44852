package dev.millrace.platform.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a job that somebody submits to a cluster, by key.
 *
 * <p><i>Shape</i>: where Managed Service for Apache Flink runs it, they are its runtime properties
 * of the group {@value #GROUP}; elsewhere they are in the environment of whoever submits it and in
 * the properties file that the first argument names, if any.
 *
 * <p><i>Source</i>: the service lays runtime properties into a file, as an array of {@code
 * {"PropertyGroupId": …, "PropertyMap": {…}}}; see "Use runtime properties" in its developer guide,
 * and {@code KinesisAnalyticsRuntime} in aws-kinesisanalytics-runtime, which reads it.
 */
public final class SubmittedSettings {

  /** Group of runtime properties that holds the settings of a job. */
  public static final String GROUP = "millrace";

  private static final Path MANAGED = Path.of("/etc/flink/application_properties.json");
  private static final JsonMapper JSON = new JsonMapper();

  private SubmittedSettings() {}

  /**
   * Reads them.
   *
   * @throws SettingsException where what there is cannot be read
   */
  public static Map<String, String> of(String[] arguments) {
    return of(arguments, System.getenv(), MANAGED);
  }

  static Map<String, String> of(String[] arguments, Map<String, String> environment, Path managed) {
    if (Files.exists(managed)) {
      return properties(managed);
    }
    Optional<Path> file = Arrays.stream(arguments).findFirst().map(Path::of);
    return SettingsReader.from(environment, file).values();
  }

  private static Map<String, String> properties(Path managed) {
    Map<String, String> settings = new HashMap<>();
    for (JsonNode group : groups(managed)) {
      if (group.path("PropertyGroupId").asText().equals(GROUP)) {
        group
            .path("PropertyMap")
            .properties()
            .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
      }
    }
    if (settings.isEmpty()) {
      throw new SettingsException(
          List.of("the application has no runtime properties in the group " + GROUP));
    }
    return settings;
  }

  private static JsonNode groups(Path managed) {
    try {
      return JSON.readTree(Files.readString(managed));
    } catch (JsonProcessingException e) {
      // What the parser says may show a value.
      throw new SettingsException(List.of(managed + " is not JSON"));
    } catch (IOException e) {
      throw new SettingsException(List.of(managed + " cannot be read: " + e));
    }
  }
}
