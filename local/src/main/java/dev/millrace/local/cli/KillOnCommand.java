package dev.millrace.local.cli;

import dev.millrace.local.client.KillSwitchBoard;
import dev.millrace.local.client.KillSwitchBoard.Target;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops one pipeline, model or tenant. */
@Command(mixinStandardHelpOptions = true)
final class KillOnCommand implements Callable<Integer> {

  private static final int MAX_REASON = 500;

  private final Output output;
  private final KillScope scope;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "NAME", description = "Its name; of a model, its id or ARN.")
  private String name = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, in a sentence. Consumers read it in the predictions that are refused.")
  private String reason = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  KillOnCommand(Output output, KillScope scope) {
    this.output = output;
    this.scope = scope;
  }

  @Override
  public Integer call() throws IOException {
    Target target = KillTarget.of(scope, name);
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw new CommandException(
          "--reason is empty or longer than " + MAX_REASON + " characters: say why in a sentence");
    }
    RunningFactory factory = data.factory();
    KillSwitch on =
        new KillSwitchBoard(factory, InstantSource.system())
            .stop(target, reason.strip(), System.getProperty("user.name", "unknown"));
    if (json) {
      output.answer(RecordJson.of(on));
    } else {
      output.answer("stopped: " + KillListCommand.line(on));
    }
    KillTarget.oddity(factory, target).ifPresent(output::tell);
    return 0;
  }
}
