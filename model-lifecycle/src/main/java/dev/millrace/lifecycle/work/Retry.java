package dev.millrace.lifecycle.work;

/** Whether a further attempt of what failed may help. */
public enum Retry {
  /** The cause may pass: the next attempt is another job. */
  MAY_HELP,
  /** It would fail again: somebody has to change something first. */
  IN_VAIN
}
