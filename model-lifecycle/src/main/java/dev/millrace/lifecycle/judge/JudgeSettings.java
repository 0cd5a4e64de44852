package dev.millrace.lifecycle.judge;

import dev.millrace.platform.settings.SettingsReader;
import java.time.Duration;

/**
 * Settings of the judge.
 *
 * @param atOnce most answers that are being asked about
 * @param patience how long an answer waits to be rated
 */
public record JudgeSettings(int atOnce, Duration patience) {

  private static final int MOST_AT_ONCE = 64;

  /** Budgets know two days. */
  private static final Duration LONGEST = Duration.ofHours(23);

  /** Reads {@code lifecycle.judge.*}. */
  public static JudgeSettings from(SettingsReader settings) {
    Duration patience = settings.duration("lifecycle.judge.patience", Duration.ofHours(1));
    if (patience.compareTo(LONGEST) > 0) {
      settings.problem(
          "lifecycle.judge.patience is "
              + patience
              + ", expected 23h at most: it has to be shorter"
              + " than a day");
    }
    return new JudgeSettings(
        settings.integer("lifecycle.judge.calls", 4, 1, MOST_AT_ONCE), patience);
  }
}
