package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.client.RowFormat;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file of rows, or standard input.
 *
 * @param name path, or - for standard input
 */
record SourceFile(String name) {

  private static final String STANDARD_INPUT = "-";
  private static final String COMPRESSED = ".gz";

  /** What the name says about the format; standard input is JSON lines. */
  RowFormat format(Optional<RowFormat> given) {
    String bare = name.toLowerCase(Locale.ROOT);
    if (bare.endsWith(COMPRESSED)) {
      bare = bare.substring(0, bare.length() - COMPRESSED.length());
    }
    RowFormat guess = bare.endsWith(".csv") ? RowFormat.CSV : RowFormat.JSONL;
    return given.orElse(guess);
  }

  /** Opens it as UTF-8, unpacked where its name ends in .gz. */
  Reader open() throws IOException {
    if (name.equals(STANDARD_INPUT)) {
      return new InputStreamReader(System.in, UTF_8);
    }
    Path path = Path.of(name);
    try {
      return new InputStreamReader(
          name.endsWith(COMPRESSED)
              ? new GZIPInputStream(Files.newInputStream(path))
              : Files.newInputStream(path),
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT));
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + name);
    } catch (IOException e) {
      throw new CommandException("the file " + name + " cannot be read: " + e.getMessage());
    }
  }
}
