package dev.millrace.local.cli;

import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows predictions from the beginning on. */
@Command(
    name = "predictions",
    mixinStandardHelpOptions = true,
    description = "Shows the terminal records from the beginning to the present end.")
final class PredictionsCommand implements Callable<Integer> {

  private static final RecordQuery.View<Prediction> VIEW =
      new RecordQuery.View<>(
          Topics.PREDICTIONS,
          prediction ->
              new RecordQuery.Subject(
                  prediction.getTenant(), prediction.getPipeline(), prediction.getRequestId()),
          PredictionsCommand::line);

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private RecordQuery query = new RecordQuery();

  PredictionsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    query.show(VIEW, data, output);
    return 0;
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
