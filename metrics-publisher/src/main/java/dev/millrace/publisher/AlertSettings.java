package dev.millrace.publisher;

import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.webhook.WebhookSettings;
import java.net.URI;
import java.util.Optional;

/**
 * What becomes of alerts.
 *
 * @param webhook who is told of them; absent where nobody is
 * @param runbooks what the path of a runbook page is put behind, to make a link of it; may be empty
 */
public record AlertSettings(Optional<WebhookSettings> webhook, String runbooks) {

  /** Reads {@code alerts.*}. */
  static AlertSettings from(SettingsReader settings) {
    return new AlertSettings(
        WebhookSettings.from(settings),
        settings.optionalUri("alerts.runbooks").map(AlertSettings::folder).orElse(""));
  }

  private static String folder(URI address) {
    return address.toString().endsWith("/") ? address.toString() : address + "/";
  }
}
