package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.ReferenceTable;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import java.io.IOException;
import java.io.Reader;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads a file into a reference table. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Puts each row of a file into a reference table, in the place of the one that had its key;"
          + " rows that the file does not name stay.",
      "A CSV gives objects of texts, JSON lines are taken as they are."
    })
final class ReferenceLoadCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private TableOption table = new TableOption();

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      required = true,
      description = "Column or field of the key; a JSON Pointer where it begins with a slash.")
  private String keyColumn = "";

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "How the file is written (default: csv where its name ends so, else jsonl).")
  private @Nullable RowFormat format;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private long loaded;
  private long rejected;

  ReferenceLoadCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    String name = table.name();
    SourceFile source = new SourceFile(file);
    RowReader reader =
        RowReader.of(
            source.format(Optional.ofNullable(format)),
            new RowColumns(Optional.of(keyColumn), Optional.empty(), RowIds.derived()));
    RunningFactory factory = data.factory();
    try (Reader text = source.open();
        ReferenceTable rows = ReferenceTable.open(name, factory, InstantSource.system());
        AuditLog audit =
            AuditLog.open(factory.kafka(), factory.registry(), InstantSource.system())) {
      // Recorded first: rows that a killed load left behind have somebody who put them there.
      audit.append(
          AuditEntry.of(System.getProperty("user.name", "unknown"), "reference.load", name),
          List.of());
      reader.read(text, row -> put(row, rows), row -> reject(row.number(), row.reason()));
      rows.flush();
    }
    if (json) {
      output.answer(
          JsonNodeFactory.instance
              .objectNode()
              .put("table", name)
              .put("loaded", loaded)
              .put("rejected", rejected));
    } else {
      output.answer(
          Counted.of(loaded, "row") + " loaded into " + name + ", " + rejected + " rejected");
    }
    return rejected == 0 ? 0 : 1;
  }

  private void put(Row row, ReferenceTable rows) {
    if (row.json().stripLeading().startsWith("{")) {
      rows.put(row.id(), row.json());
      loaded++;
    } else {
      reject(row.number(), "it is no JSON object");
    }
  }

  private void reject(long number, String reason) {
    rejected++;
    output.tell("row " + number + " is rejected: " + reason);
  }
}
