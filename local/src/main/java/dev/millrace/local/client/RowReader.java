package dev.millrace.local.client;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/**
 * Reads the events of a file, one after the other.
 *
 * <p><i>Failure</i>: a row that cannot be read is given to {@code refused} and reading goes on; a
 * file that cannot be read at all throws {@link RowException}.
 */
public interface RowReader {

  /** Gives each row, in order, to one of the two. */
  void read(Reader text, Consumer<Row> to, Consumer<RefusedRow> refused) throws IOException;

  /** The reader of a format. */
  static RowReader of(RowFormat format, RowColumns columns) {
    return switch (format) {
      case CSV -> new CsvRows(columns);
      case JSONL -> new JsonRows(columns);
    };
  }
}
