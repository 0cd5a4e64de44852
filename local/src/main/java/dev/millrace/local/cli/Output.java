package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Where a command speaks: answers to standard output, progress and trouble to standard error.
 *
 * @param isTerminal whether somebody watches, so that a line may be written over
 */
record Output(PrintStream answers, PrintStream progress, boolean isTerminal) {

  /** Set by the start script, which can ask the system. */
  private static final String TERMINAL = "millrace.terminal";

  private static final int BUFFER_BYTES = 1 << 16;

  /** That of this process. */
  static Output standard() {
    return new Output(
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
        Boolean.getBoolean(TERMINAL));
  }

  /** Writes one line for whoever asked, at once. */
  void answer(String line) {
    answers.println(line);
    answers.flush();
  }

  /** Writes one JSON value on a line, at once. */
  void answer(JsonNode json) {
    answer(json.toString());
  }

  /** Writes one line that may wait for others. */
  void stream(String line) {
    answers.println(line);
  }

  /** Writes what {@link #stream} kept back. */
  void flush() {
    answers.flush();
  }

  /** Tells how it goes now; on a terminal the next telling takes its place. */
  void tellForNow(String line) {
    if (isTerminal) {
      progress.print("\r\033[K" + line);
      progress.flush();
    } else {
      tell(line);
    }
  }

  /** Tells something that stays, in the place of what was told for now. */
  void tellOver(String line) {
    progress.print(isTerminal ? "\r\033[K" : "");
    tell(line);
  }

  /** Lets what was told for now stand. */
  void endForNow() {
    if (isTerminal) {
      progress.println();
    }
  }

  /** Tells how it goes. */
  void tell(String line) {
    progress.println(line);
  }
}
