package dev.millrace.local.cli;

import dev.millrace.local.client.RecordStream;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows predictions from the beginning on. */
@Command(
    name = "predictions",
    mixinStandardHelpOptions = true,
    description = "Shows the terminal records from the beginning to the present end.")
final class PredictionsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--request-id", paramLabel = "ID", description = "Only that of one request.")
  private @Nullable String requestId;

  @Option(names = "--follow", description = "Stay, and show the new ones as they come.")
  private boolean follow;

  @Option(names = "--json", description = "One JSON object a line, with the record's fields.")
  private boolean json;

  PredictionsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RecordStream records = new RecordStream(data.factory(), output::tell);
    if (follow) {
      records.follow(
          Topics.PREDICTIONS,
          () -> !output.answers().checkError(),
          prediction -> {
            show(prediction);
            output.flush();
          });
    } else {
      records.read(Topics.PREDICTIONS, this::show);
      output.flush();
    }
    return 0;
  }

  private void show(Prediction prediction) {
    if ((pipeline == null || pipeline.equals(prediction.getPipeline()))
        && (requestId == null || requestId.equals(prediction.getRequestId()))) {
      output.stream(json ? RecordJson.of(prediction).toString() : line(prediction));
    }
  }

  private static String line(Prediction prediction) {
    return String.format(
        "%s  %-8s  %s/%s  %s  %s",
        prediction.getCompletedAt(),
        prediction.getOutcome(),
        prediction.getTenant(),
        prediction.getPipeline(),
        prediction.getEventId(),
        Optional.ofNullable(prediction.getLabel())
            .or(() -> Optional.ofNullable(prediction.getCause()))
            .or(() -> Optional.ofNullable(prediction.getText()))
            .or(
                () ->
                    Optional.ofNullable(prediction.getVector())
                        .map(vector -> "vector of " + vector.size()))
            .orElse(""));
  }
}
