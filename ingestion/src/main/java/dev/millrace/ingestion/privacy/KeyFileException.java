package dev.millrace.ingestion.privacy;

import java.nio.file.Path;
import java.util.List;

/** The file of keys cannot be used; the message lists every problem, one a line. */
public final class KeyFileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  KeyFileException(Path file, List<String> problems) {
    super(
        "the file of personal-data keys "
            + file
            + " (ingestion.personal-data.keys-file) cannot be used:\n  "
            + String.join("\n  ", problems));
  }
}
