package dev.millrace.inference;

import java.util.Locale;

/** The operators of the job. Their names are the identity of their state: never rename one. */
enum Operator {
  READ_REQUESTS,
  ASK_MODEL,
  KEEP_PREDICTIONS,
  WRITE_PREDICTIONS,
  KEEP_DEAD_LETTERS,
  WRITE_DEAD_LETTERS;

  /** What Flink knows it by, both as uid and as name. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
