package dev.millrace.local.registry;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the API and the log call a setting.
 *
 * @param <T> its values
 * @param values by their own names
 * @param word in messages
 * @param path of the setting for all subjects; a subject's own is below
 * @param given property by which callers set it
 * @param shown property in answers and in the log
 * @param keyType of its records in the log
 * @param unsetCode error where a subject has no value of its own
 * @param invalidCode error for a value that is none
 */
record SettingName<T extends Enum<T>>(
    Class<T> values,
    String word,
    String path,
    String given,
    String shown,
    String keyType,
    int unsetCode,
    int invalidCode) {

  static final SettingName<CompatibilityLevel> LEVEL =
      new SettingName<>(
          CompatibilityLevel.class,
          "compatibility",
          "/config",
          "compatibility",
          "compatibilityLevel",
          "CONFIG",
          40408,
          42203);

  static final SettingName<Mode> MODE =
      new SettingName<>(Mode.class, "mode", "/mode", "mode", "mode", "MODE", 40409, 42204);

  Optional<T> value(String name) {
    return Arrays.stream(values.getEnumConstants())
        .filter(value -> value.name().equals(name))
        .findFirst();
  }

  RegistryError unset(String subject) {
    return new RegistryError(
        404,
        unsetCode,
        "Subject '" + subject + "' does not have subject-level " + word + " configured");
  }

  RegistryError invalid() {
    return new RegistryError(
        422,
        invalidCode,
        "Invalid " + word + ". Valid values are " + Arrays.toString(values.getEnumConstants()));
  }
}
