package dev.millrace.drift;

import java.util.Locale;

/** The operators of the job. Their names are the identity of their state: never rename one. */
enum Operator {
  READ_PREDICTIONS,
  READ_FEEDBACK,
  JOIN_LABELS,
  WATCH_WINDOWS,
  WRITE_METRICS,
  WRITE_EVENTS;

  /** What Flink knows it by, both as uid and as name. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
