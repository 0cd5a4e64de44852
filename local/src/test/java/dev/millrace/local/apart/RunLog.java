package dev.millrace.local.apart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with a row for each run that there ever was, each written when its run is over.
 *
 * @param file a table in Markdown
 */
record RunLog(Path file) {

  /** Appends a row. */
  void add(RunLine line) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    String head = Files.exists(file) ? "" : RunLine.HEAD;
    Files.writeString(
        file, head + line.row() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
