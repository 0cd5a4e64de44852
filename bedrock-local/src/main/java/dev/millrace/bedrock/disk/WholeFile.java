package dev.millrace.bedrock.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces files as a whole: whoever reads one sees what it was before, or what it is now. */
public final class WholeFile {

  private static final String UNFINISHED = ".unfinished";

  private WholeFile() {}

  /**
   * Puts the bytes in place of what was there.
   *
   * @throws UncheckedIOException where they cannot be written; what was there is still there
   */
  public static void replace(Path file, byte[] bytes) {
    try {
      Path beside = file.resolveSibling(file.getFileName() + UNFINISHED);
      Files.write(beside, bytes);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
