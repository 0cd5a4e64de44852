package dev.millrace.local.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A CSV file whose rows have a label. */
public final class LabelledFile {

  private LabelledFile() {}

  /**
   * Reads all of it.
   *
   * @param labelColumn which is no part of the payload
   * @param prefix of the ids, before the number of the row
   * @throws RowException where a row cannot be read
   */
  public static List<Row> read(Path file, String labelColumn, String prefix) throws IOException {
    List<Row> rows = new ArrayList<>();
    RowReader reader =
        RowReader.of(
            RowFormat.CSV,
            new RowColumns(
                Optional.empty(), Optional.of(labelColumn), (number, content) -> prefix + number));
    try (Reader text = Files.newBufferedReader(file)) {
      reader.read(
          text,
          rows::add,
          row -> {
            throw new RowException("row " + row.number() + " of " + file + ": " + row.reason());
          });
    }
    return rows;
  }
}
