package dev.millrace.local.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file with a header: an object of texts, one for each column but the label. */
final class CsvRows implements RowReader {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final RowColumns columns;
  private final JsonMapper json = new JsonMapper();

  CsvRows(RowColumns columns) {
    this.columns = columns;
  }

  @Override
  public void read(Reader text, Consumer<Row> to, Consumer<RefusedRow> refused) throws IOException {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      List<String> header =
          parser.getHeaderNames().stream().map(CsvRows::withoutMark).map(String::strip).toList();
      columns.id().ifPresent(name -> require(header, name, "--id-column"));
      columns.label().ifPresent(name -> require(header, name, "--label-column"));
      Iterator<CSVRecord> records = parser.iterator();
      while (true) {
        CSVRecord record = next(records, parser);
        if (record == null) {
          return;
        }
        if (record.size() != header.size()) {
          refused.accept(
              new RefusedRow(
                  record.getRecordNumber(),
                  "it has " + record.size() + " fields, the header has " + header.size()));
        } else {
          take(header, record, to, refused);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new RowException("the header of the CSV cannot be used: " + e.getMessage());
    }
  }

  private void take(
      List<String> header, CSVRecord record, Consumer<Row> to, Consumer<RefusedRow> refused) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    String id = null;
    String label = null;
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (columns.id().isPresent() && columns.id().get().equals(name)) {
        id = record.get(i);
      }
      if (columns.label().isPresent() && columns.label().get().equals(name)) {
        label = record.get(i);
      } else {
        payload.put(name, record.get(i));
      }
    }
    if (id != null && id.isBlank()) {
      refused.accept(new RefusedRow(record.getRecordNumber(), "its id is empty"));
      return;
    }
    String content = written(payload);
    to.accept(
        new Row(
            record.getRecordNumber(),
            id == null ? columns.ids().id(record.getRecordNumber(), content) : id,
            content,
            Optional.ofNullable(label).filter(value -> !value.isBlank())));
  }

  private static @Nullable CSVRecord next(Iterator<CSVRecord> records, CSVParser parser) {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException e) {
      throw new RowException(
          "the CSV cannot be read on near line "
              + parser.getCurrentLineNumber()
              + ": a quote is not closed, or text follows one");
    }
  }

  private String written(ObjectNode payload) {
    try {
      return json.writeValueAsString(payload);
    } catch (IOException e) {
      throw new AssertionError("texts are always JSON", e);
    }
  }

  private static void require(List<String> header, String name, String option) {
    if (!header.contains(name)) {
      throw new RowException(
          "the CSV has no column "
              + name
              + " ("
              + option
              + "); it has "
              + String.join(", ", header)
              + (header.size() == 1 && header.get(0).matches(".*[;\t].*")
                  ? ": cells stand between commas, not semicolons or tabs"
                  : ""));
    }
  }

  private static String withoutMark(String name) {
    return !name.isEmpty() && name.charAt(0) == BYTE_ORDER_MARK ? name.substring(1) : name;
  }
}
