package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.BatchReply;
import dev.millrace.local.client.FeedbackLines;
import dev.millrace.local.client.GatewayClient;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file of feedback. */
@Command(
    name = "feedback",
    mixinStandardHelpOptions = true,
    description = {
      "Sends what turned out to be true: one JSON object a line with eventId or requestId, and"
          + " label or rating.",
      "With --id-column and --label-column also from a CSV, or from JSON lines of another shape."
    })
final class FeedbackCommand implements Callable<Integer> {

  private static final int BATCH_LINES = 500;

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "P", required = true, description = "The pipeline.")
  private String pipeline = "";

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  @Option(names = "--format", paramLabel = "csv|jsonl", description = "Where the name is silent.")
  private @Nullable RowFormat format;

  @Option(names = "--id-column", paramLabel = "C", description = "Column of the event's id.")
  private @Nullable String idColumn;

  @Option(names = "--label-column", paramLabel = "C", description = "Column of the right label.")
  private @Nullable String labelColumn;

  @Option(
      names = "--source",
      paramLabel = "WHO",
      defaultValue = "cli",
      description = "Who says so, where --label-column is given (default: ${DEFAULT-VALUE}).")
  private String source = "cli";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private long accepted;
  private long rejected;

  /** A line of feedback and the row that it was made of. */
  private record Line(long number, String text) {}

  FeedbackCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((idColumn == null) != (labelColumn == null)) {
      throw new CommandException("--id-column and --label-column go together");
    }
    GatewayClient gateway = data.factory().gateway();
    List<Line> lines = lines();
    for (int from = 0; from < lines.size(); from += BATCH_LINES) {
      List<Line> batch = lines.subList(from, Math.min(from + BATCH_LINES, lines.size()));
      BatchReply reply = gateway.feedback(pipeline, batch.stream().map(Line::text).toList());
      accepted += reply.accepted().size();
      for (BatchReply.Refused part : reply.refused()) {
        reject(batch.get(part.index()).number(), part.reason());
      }
    }
    if (json) {
      output.answer(
          JsonNodeFactory.instance
              .objectNode()
              .put("sent", accepted + rejected)
              .put("accepted", accepted)
              .put("rejected", rejected));
    } else {
      output.answer(accepted + " accepted, " + rejected + " rejected");
    }
    return rejected == 0 ? 0 : 1;
  }

  private List<Line> lines() throws IOException {
    SourceFile file = new SourceFile(this.file);
    RowFormat rows = file.format(Optional.ofNullable(format));
    if (labelColumn == null && rows == RowFormat.CSV) {
      throw new CommandException("a CSV of feedback needs --id-column and --label-column");
    }
    List<Line> lines = new ArrayList<>();
    RowColumns columns =
        new RowColumns(
            Optional.ofNullable(idColumn), Optional.ofNullable(labelColumn), RowIds.derived());
    try (Reader text = file.open()) {
      RowReader.of(rows, columns)
          .read(
              text,
              row -> line(row).ifPresent(lines::add),
              row -> reject(row.number(), row.reason()));
    }
    return lines;
  }

  private Optional<Line> line(Row row) {
    if (labelColumn == null) {
      return Optional.of(new Line(row.number(), row.json()));
    }
    if (row.label().isEmpty()) {
      reject(row.number(), "it has no label");
    }
    return row.label()
        .map(label -> new Line(row.number(), FeedbackLines.label(row.id(), label, source)));
  }

  private void reject(long number, String reason) {
    rejected++;
    output.tell("row " + number + " is rejected: " + reason);
  }
}
