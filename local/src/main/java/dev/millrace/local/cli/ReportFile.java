package dev.millrace.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a page where the user wants it. */
final class ReportFile {

  private ReportFile() {}

  static void write(Path file, String page, Output output) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new CommandException("the report " + file + " cannot be written: " + e.getMessage());
    }
    output.tell("millrace: the report is " + file);
  }
}
