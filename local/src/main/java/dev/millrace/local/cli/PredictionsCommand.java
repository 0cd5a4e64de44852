package dev.millrace.local.cli;

import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows predictions from the beginning on. */
@Command(
    name = "predictions",
    mixinStandardHelpOptions = true,
    description =
        "Shows the terminal records from the beginning to the present end, or what candidates said in"
            + " the shadow.")
final class PredictionsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private RecordQuery query = new RecordQuery();

  @Option(names = "--shadow", description = "Those of shadow-predictions instead.")
  private boolean shadow;

  PredictionsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    query.show(view(shadow ? Topics.SHADOW_PREDICTIONS : Topics.PREDICTIONS), data, output);
    return 0;
  }

  private static RecordQuery.View<Prediction> view(Topic<Prediction> topic) {
    return new RecordQuery.View<>(
        topic,
        prediction ->
            new RecordQuery.Subject(
                prediction.getTenant(), prediction.getPipeline(), prediction.getRequestId()),
        Prediction::getCompletedAt,
        PredictionsCommand::line);
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
