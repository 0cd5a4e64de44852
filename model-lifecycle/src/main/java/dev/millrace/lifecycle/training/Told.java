package dev.millrace.lifecycle.training;

import org.jspecify.annotations.Nullable;

/**
 * Why a job failed, in the words of the service: they name lines and files, not what is in them.
 */
final class Told {

  private static final int LONGEST = 500;

  private Told() {}

  /** So much of it as a record should carry. */
  static String of(@Nullable String message) {
    if (message == null || message.isBlank()) {
      return "the service gives no reason";
    }
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
