package dev.millrace.local.comparison;

import java.io.IOException;
import java.io.Reader;

/**
 * A file that can be read as often as it takes.
 *
 * @param name for messages
 */
public record InputFile(String name, Source source) {

  /** Opens the file at its start. */
  @FunctionalInterface
  public interface Source {

    /** Reads it as text. */
    Reader open() throws IOException;
  }
}
