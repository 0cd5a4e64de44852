package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.record.ModelVersion;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends the shadow of a pipeline. */
@Command(
    name = "unshadow",
    mixinStandardHelpOptions = true,
    description = "Ends the shadow of a pipeline. Its model stays a candidate.")
final class ModelsUnshadowCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "PIPELINE", description = "Whose requests are shown no more.")
  private String pipeline = "";

  @Option(names = "--json", description = "One JSON array of the versions that were changed.")
  private boolean json;

  ModelsUnshadowCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("PIPELINE", pipeline)
        .ifPresent(
            problem -> {
              throw new CommandException(problem);
            });
    List<ModelVersion> ended =
        new VersionBoard(data.factory(), InstantSource.system())
            .unshadow(pipeline, System.getProperty("user.name", "unknown"));
    if (ended.isEmpty()) {
      throw new CommandException(
          "pipeline " + pipeline + " has no shadow: see millrace models list");
    }
    if (json) {
      output.answer(ModelsShadowCommand.array(ended));
    } else {
      output.answer(
          "no longer in the shadow of "
              + pipeline
              + ": "
              + ended.stream().map(ModelVersion::getModelId).collect(Collectors.joining(", ")));
    }
    return 0;
  }
}
