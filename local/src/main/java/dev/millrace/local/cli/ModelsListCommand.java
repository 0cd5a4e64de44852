package dev.millrace.local.cli;

import dev.millrace.local.client.VersionBoard;
import dev.millrace.record.ModelVersion;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the versions of models. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the versions of all models, or of one pipeline's, and what they may do.")
final class ModelsListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "PIPELINE", description = "Only of this one.")
  private @Nullable String pipeline;

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  ModelsListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<ModelVersion> versions =
        new VersionBoard(data.factory(), InstantSource.system())
            .versions().stream()
                .filter(version -> pipeline == null || pipeline.equals(version.getPipeline()))
                .toList();
    if (json) {
      output.answer(ModelsShadowCommand.array(versions));
    } else {
      versions.forEach(version -> output.stream(line(version)));
      output.stream(Counted.of(versions.size(), "version"));
      output.flush();
    }
    return 0;
  }

  static String line(ModelVersion version) {
    return String.format(
        "%s/%d  %-9s %6s  %s: %s (by %s at %s)%s",
        version.getPipeline(),
        version.getVersion(),
        version.getState(),
        percent(version.getShare()),
        version.getModelId(),
        version.getReason(),
        version.getChangedBy(),
        version.getChangedAt(),
        erased(version));
  }

  private static String erased(ModelVersion version) {
    String known =
        version.getErasedTenants() == 0
            ? ""
            : "; trained with requests of "
                + Counted.of(version.getErasedTenants(), "tenant")
                + " erased since";
    return version.getTenantsUnknown()
        ? known
            + "; nobody can tell whose requests it was trained with: the card of its dataset"
            + " does not say"
        : known;
  }

  /** As it was given: 0.1 is 10 %. */
  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }
}
