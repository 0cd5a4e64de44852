package dev.millrace.platform.settings;

import java.util.List;

/** The settings cannot be used; the message lists every problem, one a line. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With every problem, each a sentence. */
  public SettingsException(List<String> problems) {
    super(
        problems.size()
            + (problems.size() == 1 ? " setting is" : " settings are")
            + " wrong:\n  "
            + String.join("\n  ", problems));
  }
}
