package dev.millrace.local.cli;

import dev.millrace.schemas.spec.SchemaFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A spec as a file.
 *
 * @param yaml its text
 * @param schemas finds what it names, beside it
 */
record SpecFile(String yaml, SchemaFiles schemas) {

  /** Reads a file; one that cannot be read is a {@link CommandException}. */
  static SpecFile read(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      return new SpecFile(
          Files.readString(file), parent == null ? SchemaFiles.none() : SchemaFiles.in(parent));
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw new CommandException("the file " + file + " is not UTF-8 text");
    } catch (IOException e) {
      throw new CommandException("the file " + file + " cannot be read: " + e.getMessage());
    }
  }
}
