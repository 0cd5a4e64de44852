package dev.millrace.drift;

import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings as they were given, to be read again wherever an operator runs: connections are no
 * luggage for a job graph.
 */
final class GivenSettings implements Serializable {

  private static final long serialVersionUID = 1;

  private final HashMap<String, String> values;

  GivenSettings(Map<String, String> values) {
    this.values = new HashMap<>(values);
  }

  /**
   * Reads them.
   *
   * @throws SettingsException with all problems
   */
  DriftSettings read() {
    SettingsReader reader = SettingsReader.of(values);
    DriftSettings settings = DriftSettings.from(reader);
    reader.finish();
    return settings;
  }

  /** Names only, because values may be secret. */
  @Override
  public String toString() {
    return "GivenSettings" + values.keySet();
  }
}
