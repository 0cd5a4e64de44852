package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.ingestion.client.Delivery;
import dev.millrace.ingestion.client.Feedback;
import dev.millrace.ingestion.client.FeedbackProducer;
import dev.millrace.ingestion.client.ProducerException;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.local.client.AppliedPipelines;
import dev.millrace.local.client.GatewayException;
import dev.millrace.local.client.Outbox;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.local.client.RunningFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
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

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "P", required = true, description = "The pipeline.")
  private String pipeline = "";

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "How the file is written (default: csv where its name ends so, else jsonl).")
  private @Nullable RowFormat format;

  @Option(
      names = "--id-column",
      paramLabel = "C",
      description = "Column, field or JSON Pointer of the event's id.")
  private @Nullable String idColumn;

  @Option(
      names = "--label-column",
      paramLabel = "C",
      description = "Column, field or JSON Pointer of the right label.")
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

  FeedbackCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((idColumn == null) != (labelColumn == null)) {
      throw new CommandException("--id-column and --label-column go together");
    }
    RunningFactory factory = data.factory();
    try {
      send(factory.publishing(), rows());
    } catch (GatewayException e) {
      throw new CommandException(AppliedPipelines.told(e, factory, pipeline));
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

  @SuppressWarnings("try") // the resource works by being closed
  private void send(ProducerSettings settings, List<Row> rows)
      throws IOException, InterruptedException {
    FeedbackProducer producer = FeedbackProducer.open(settings, pipeline);
    Outbox<Row> outbox = new Outbox<>(this::end);
    try (Closeable end = () -> producer.close(Duration.ZERO)) {
      for (Row row : rows) {
        outbox.add(
            row,
            labelColumn == null
                ? producer.sendJson(row.json())
                : producer.send(
                    Feedback.label(row.id(), row.label().orElseThrow()).withSource(source)));
      }
      producer.flush();
      outbox.takeAll();
    } catch (ProducerException e) {
      throw GatewayException.of(e);
    }
  }

  private List<Row> rows() throws IOException {
    SourceFile file = new SourceFile(this.file);
    RowFormat format = file.format(Optional.ofNullable(this.format));
    if (labelColumn == null && format == RowFormat.CSV) {
      throw new CommandException("a CSV of feedback needs --id-column and --label-column");
    }
    List<Row> rows = new ArrayList<>();
    RowColumns columns =
        new RowColumns(
            Optional.ofNullable(idColumn), Optional.ofNullable(labelColumn), RowIds.derived());
    try (Reader text = file.open()) {
      RowReader.of(format, columns)
          .read(text, row -> take(row, rows), row -> reject(row.number(), row.reason()));
    }
    return rows;
  }

  private void take(Row row, List<Row> rows) {
    if (labelColumn != null && row.label().isEmpty()) {
      reject(row.number(), "it has no label");
    } else {
      rows.add(row);
    }
  }

  private void end(Row row, Delivery delivery) {
    if (delivery instanceof Delivery.Rejected rejected) {
      reject(row.number(), rejected.detail());
    } else {
      accepted++;
    }
  }

  private void reject(long number, String reason) {
    rejected++;
    output.tell("row " + number + " is rejected: " + reason);
  }
}
