package dev.millrace.local.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header, which is read from the start as often as it is asked, and never held.
 */
record CsvTable(InputFile file) {

  private static final CSVFormat FORMAT = CSVFormat.RFC4180;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Where each column is, in their order. */
  Map<String, Integer> columns() {
    try (CSVParser parser = CSVParser.parse(file.source().open(), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      CSVRecord header = next(records, parser);
      if (header == null) {
        throw new ComparisonException(
            file.name() + " is empty: its first line has to name the columns");
      }
      Map<String, Integer> columns = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        String field = header.get(i);
        String column =
            (i == 0 && field.startsWith(BYTE_ORDER_MARK) ? field.substring(1) : field).strip();
        if (columns.put(column, i) != null) {
          throw new ComparisonException(
              file.name() + " has two columns " + column + ": rename one of them");
        }
      }
      return columns;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Gives every row behind the header, each with as many fields as that has. */
  void read(Consumer<CSVRecord> rows) {
    try (CSVParser parser = CSVParser.parse(file.source().open(), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      CSVRecord header = next(records, parser);
      int fields = header == null ? 0 : header.size();
      for (CSVRecord row = next(records, parser); row != null; row = next(records, parser)) {
        if (row.size() == 1 && fields > 1 && row.get(0).isEmpty()) {
          continue; // an empty line is no row, but where there is one column
        }
        if (row.size() != fields) {
          throw new ComparisonException(
              file.name()
                  + " has "
                  + row.size()
                  + " fields where its header has "
                  + fields
                  + ", in the record that ends in line "
                  + parser.getCurrentLineNumber());
        }
        rows.accept(row);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private @Nullable CSVRecord next(Iterator<CSVRecord> records, CSVParser parser) {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw unreadable(e.getCause());
      }
      throw new ComparisonException(
          file.name()
              + " cannot be read on near line "
              + parser.getCurrentLineNumber()
              + ": a quote is not closed, or text follows one");
    }
  }

  private ComparisonException unreadable(Throwable cause) {
    return new ComparisonException(
        cause instanceof CharacterCodingException
            ? file.name() + " is not UTF-8: convert it first"
            : file.name() + " cannot be read: " + cause.getMessage());
  }

  /** The columns that both have, in the order of the first. */
  static List<String> shared(CsvTable one, CsvTable other) {
    Map<String, Integer> theirs = other.columns();
    return one.columns().keySet().stream().filter(theirs::containsKey).toList();
  }
}
