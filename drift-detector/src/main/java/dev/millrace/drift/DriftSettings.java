package dev.millrace.drift;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.windows.EventClock;
import dev.millrace.drift.domain.windows.FirstPeriod;
import dev.millrace.drift.domain.windows.LabelTerms;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.access.Groups;
import java.time.Duration;

/**
 * Settings of the job.
 *
 * @param group consumer group whose offsets show how far the job is; the job itself resumes from
 *     its checkpoints
 * @param bounds when the events of a window are taken for complete
 * @param lookEvery between two looks at a pipeline: how long records wait to be counted, and how
 *     often a window that late records change is written again at most
 * @param labels how long an answer waits for its labels, and a window for late records; state ends
 *     then
 * @param firstPeriod what versions are compared with that have no training profile
 * @param persistence when a finding is believed
 */
public record DriftSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    String group,
    EventClock.Bounds bounds,
    Duration lookEvery,
    LabelTerms labels,
    FirstPeriod firstPeriod,
    Persistence persistence) {

  private static final int MOST_WINDOWS = 10_000;
  private static final int MOST_RECORDS = 1_000_000;
  private static final int MOST_AMONG = 100;

  /** Reads {@code drift.*} and the connections. */
  public static DriftSettings from(SettingsReader settings) {
    return new DriftSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        settings.text("drift.group", Groups.DRIFT_DETECTOR),
        new EventClock.Bounds(
            settings.duration("drift.lateness", Duration.ofSeconds(30)),
            settings.duration("drift.silence", Duration.ofSeconds(10))),
        settings.duration("drift.look-every", Duration.ofSeconds(1)),
        labels(settings),
        firstPeriod(settings),
        persistence(settings));
  }

  private static LabelTerms labels(SettingsReader settings) {
    Duration kept = settings.duration("drift.labels-kept", Duration.ofDays(30));
    Duration due = settings.duration("drift.labels-due", Duration.ofHours(1));
    if (due.compareTo(kept) > 0) {
      settings.problem(
          "drift.labels-due is " + due + ", expected at most drift.labels-kept, " + kept);
      due = kept;
    }
    return new LabelTerms(due, kept);
  }

  private static FirstPeriod firstPeriod(SettingsReader settings) {
    int windows = settings.integer("drift.reference.windows", 12, 1, MOST_WINDOWS);
    int records = settings.integer("drift.reference.records", 500, 1, MOST_RECORDS);
    int sample = settings.integer("drift.reference.sample", 5_000, 1, MOST_RECORDS);
    if (sample < records) {
      settings.problem(
          "drift.reference.sample is "
              + sample
              + ", expected at least drift.reference.records, "
              + records);
      sample = records;
    }
    return new FirstPeriod(windows, records, sample);
  }

  private static Persistence persistence(SettingsReader settings) {
    int found = settings.integer("drift.persistence.found", 2, 1, MOST_AMONG);
    int among = settings.integer("drift.persistence.among", 3, 1, MOST_AMONG);
    if (among < found) {
      settings.problem(
          "drift.persistence.among is "
              + among
              + ", expected at least drift.persistence.found, "
              + found);
      among = found;
    }
    return new Persistence(found, among);
  }
}
