package dev.millrace.schemas.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds the file that a spec names under {@code schema}. */
@FunctionalInterface
public interface SchemaFiles {

  /**
   * Text of the file.
   *
   * @param name as the spec spells it
   * @throws IOException where it is absent or cannot be read; {@link NoSuchFileException} where
   *     absent
   */
  String text(String name) throws IOException;

  /** Files named relative to a folder: the one that the spec lies in. */
  static SchemaFiles in(Path folder) {
    return name -> {
      try {
        return Files.readString(folder.resolve(name));
      } catch (InvalidPathException e) {
        throw new IOException(e);
      }
    };
  }

  /** No files at all: for specs that come from elsewhere than a disk. */
  static SchemaFiles none() {
    return name -> {
      throw new NoSuchFileException(name);
    };
  }
}
