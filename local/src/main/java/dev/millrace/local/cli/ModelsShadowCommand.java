package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.spec.ShadowPlan.Wanted;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a model run in the shadow of those that serve. */
@Command(
    name = "shadow",
    mixinStandardHelpOptions = true,
    description =
        "Asks a model beside those that serve a pipeline, for a share of its keys. What it says goes"
            + " to shadow-predictions, and to nobody else. Each such call is paid for.")
final class ModelsShadowCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "PIPELINE", description = "Whose requests it is shown.")
  private String pipeline = "";

  @Option(
      names = "--model-id",
      paramLabel = "ID",
      required = true,
      description = "Bedrock model id, profile id or ARN.")
  private String modelId = "";

  @Option(
      names = "--share",
      paramLabel = "S",
      required = true,
      description = "Share of the ordering keys, above 0 and at most 1; 0.1 is every tenth key.")
  private double share;

  @Option(names = "--json", description = "One JSON array of the versions that were changed.")
  private boolean json;

  ModelsShadowCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("PIPELINE", pipeline).ifPresent(ModelsShadowCommand::refuse);
    Identity.problem("--model-id", modelId).ifPresent(ModelsShadowCommand::refuse);
    if (!(share > 0 && share <= 1)) {
      refuse("--share " + share + " is no share: give one above 0 and at most 1, such as 0.1");
    }
    InstantSource clock = InstantSource.system();
    RunningFactory factory = data.factory();
    List<ModelVersion> changed =
        new VersionBoard(factory, clock)
            .shadow(
                pipeline, new Wanted(modelId, share), System.getProperty("user.name", "unknown"));
    if (new PriceBoard(factory.kafka(), factory.registry(), clock)
        .inForce()
        .find(modelId, clock.instant())
        .isEmpty()) {
      output.tell("beware: the price book has no price for " + modelId + ": its cost is not known");
    }
    if (json) {
      output.answer(array(changed));
    } else {
      output.answer(
          modelId
              + " runs in the shadow of "
              + pipeline
              + ", for "
              + ModelsListCommand.percent(share)
              + " of its keys"
              + (changed.isEmpty() ? " already, nothing changed" : ""));
    }
    return 0;
  }

  static ArrayNode array(List<ModelVersion> versions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    versions.forEach(version -> array.add(RecordJson.of(version)));
    return array;
  }

  private static void refuse(String problem) {
    throw new CommandException(problem);
  }
}
