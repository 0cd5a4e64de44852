package dev.millrace.local.cli;

import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Turn;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes another version the champion of a pipeline. */
@Command
final class ModelsChampionCommand implements Callable<Integer> {

  // The usual options have a --version of their own, which here is that of a model.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  private final Output output;
  private final Function<Optional<Integer>, Order> order;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "PIPELINE", description = "Whose champion it is.")
  private String pipeline = "";

  @Option(
      names = {"--version", "--to"},
      paramLabel = "N",
      description = "Number of the version that is to be the champion.")
  private @Nullable Integer version;

  @Option(names = "--json", description = "One JSON object: the action, the run and the versions.")
  private boolean json;

  ModelsChampionCommand(Output output, Function<Optional<Integer>, Order> order) {
    this.output = output;
    this.order = order;
  }

  @Override
  public Integer call() throws IOException {
    Turn turn =
        ModelsOrderCommand.give(
            data.factory(), pipeline, order.apply(Optional.ofNullable(version)));
    if (json) {
      output.answer(ModelsOrderCommand.json(turn));
    } else {
      output.answer(ModelsOrderCommand.text(turn));
    }
    return 0;
  }
}
