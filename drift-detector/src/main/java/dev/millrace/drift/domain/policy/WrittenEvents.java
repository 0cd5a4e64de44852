package dev.millrace.drift.domain.policy;

import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Events of one pipeline that are in their topic, whatever the state knows of them. */
record WrittenEvents(List<RetrainingEvent> events) {

  static final WrittenEvents NONE = new WrittenEvents(List.of());

  WrittenEvents {
    events = List.copyOf(events);
  }

  /**
   * When the cause that shows between two instants was detected; nothing where it has no event. In
   * a replay the same cause may begin a window sooner or later, and by another sign.
   *
   * @param patienceMillis within which nothing else can have begun
   */
  OptionalLong about(long sinceMillis, long endMillis, long patienceMillis) {
    return detected(RetrainingReason.DRIFT, RetrainingReason.QUALITY)
        .filter(at -> at > sinceMillis - patienceMillis && at <= endMillis + patienceMillis)
        .max(Long::compare)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
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
    return detected(RetrainingReason.SCHEDULE).anyMatch(at -> at >= dueMillis);
  }

  private Stream<Long> detected(RetrainingReason... reasons) {
    List<RetrainingReason> wanted = List.of(reasons);
    return events.stream()
        .filter(event -> wanted.contains(event.getReason()))
        .map(event -> event.getDetectedAt().toEpochMilli());
  }
}
