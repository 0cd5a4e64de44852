package dev.millrace.local.factory;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The settings of one job, where the environment may say more than the factory does. */
final class JobSettings {

  private static final String PREFIX = "MILLRACE_";

  private JobSettings() {}

  /**
   * What the environment says about a group, overruled by what the factory has decided.
   *
   * @param group first word of the keys
   */
  static Map<String, String> of(
      String group, Map<String, String> environment, Map<String, String> decided) {
    Map<String, String> values = new HashMap<>();
    String prefix = PREFIX + group.toUpperCase(Locale.ROOT) + "_";
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            values.put(key(name.substring(PREFIX.length())), value);
          }
        });
    decided.forEach((name, value) -> values.put(key(name), value));
    return values;
  }

  /** Dots, hyphens and underscores count alike in settings. */
  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }
}
