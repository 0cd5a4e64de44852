package dev.millrace.drift.domain.policy;

import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Events of one pipeline that are in their topic, whatever the state knows of them. */
record WrittenEvents(List<RetrainingEvent> events) {

  static final WrittenEvents NONE = new WrittenEvents(List.of());

  private static final Set<RetrainingReason> OF_WINDOWS =
      EnumSet.of(RetrainingReason.DRIFT, RetrainingReason.QUALITY, RetrainingReason.COST);

  WrittenEvents {
    events = List.copyOf(events);
  }

  /** Those that are about nothing that is known. */
  WrittenEvents without(Set<String> ids) {
    return new WrittenEvents(
        events.stream().filter(event -> !ids.contains(event.getId())).toList());
  }

  /**
   * The event of the cause that shows between two instants; nothing where it has none. In a replay
   * the same cause may begin a window sooner or later, and by another sign.
   *
   * @param version that shows it
   * @param patienceMillis within which nothing else can have begun
   */
  Optional<RetrainingEvent> about(
      int version, long sinceMillis, long endMillis, long patienceMillis) {
    return events.stream()
        .filter(event -> event.getModelVersion() == version)
        .filter(event -> OF_WINDOWS.contains(event.getReason()))
        .filter(
            event -> {
              long at = event.getDetectedAt().toEpochMilli();
              return at > sinceMillis - patienceMillis && at <= endMillis + patienceMillis;
            })
        .min(Comparator.comparing(RetrainingEvent::getDetectedAt));
  }

  /** Whether this many labels, or more, have had their event. */
  boolean hasLabels(double threshold) {
    return events.stream()
        .filter(event -> event.getReason() == RetrainingReason.LABELS)
        .anyMatch(
            event -> event.getEvidence().stream().anyMatch(one -> one.getThreshold() >= threshold));
  }

  /** Whether a schedule has had its event for what was due then, or later. */
  boolean hasSchedule(long dueMillis) {
    return events.stream()
        .filter(event -> event.getReason() == RetrainingReason.SCHEDULE)
        .anyMatch(event -> event.getDetectedAt().toEpochMilli() >= dueMillis);
  }
}
