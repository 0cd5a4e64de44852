package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.ModelRun;
import dev.millrace.schemas.json.RecordJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists retraining runs. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description =
        "Lists the newest retraining of each pipeline, how far it is and what it waits for.")
final class ModelsRunsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "PIPELINE", description = "Only of this one.")
  private @Nullable String pipeline;

  @Option(names = "--json", description = "One JSON array, with the records' fields.")
  private boolean json;

  ModelsRunsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RunningFactory factory = data.factory();
    List<ModelRun> runs =
        new RunBoard(factory.kafka(), factory.registry(), InstantSource.system())
            .runs().stream()
                .filter(run -> pipeline == null || pipeline.equals(run.getPipeline()))
                .toList();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      runs.forEach(run -> array.add(RecordJson.of(run)));
      output.answer(array);
    } else {
      runs.forEach(run -> output.stream(line(run)));
      output.stream(Counted.of(runs.size(), "run"));
      output.flush();
    }
    return 0;
  }

  static String line(ModelRun run) {
    return String.format(
        "%s run %d  %s%s%s: %s (since %s)%s%s",
        run.getPipeline(),
        run.getNumber(),
        run.getState(),
        run.getVersion() == null ? "" : ", version " + run.getVersion(),
        run.getPausedBy() == null ? "" : ", paused by " + run.getPausedBy(),
        run.getReason(),
        run.getSince(),
        run.getWaiting() == null ? "" : "; waits for " + run.getWaiting(),
        run.getRemains().isEmpty()
            ? ""
            : "; "
                + Counted.of(run.getRemains().size(), "job or deployment", "jobs or deployments")
                + " still to be taken down");
  }
}
