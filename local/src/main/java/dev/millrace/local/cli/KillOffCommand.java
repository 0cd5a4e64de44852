package dev.millrace.local.cli;

import dev.millrace.local.client.KillSwitchBoard;
import dev.millrace.local.client.KillSwitchBoard.Target;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.TenantBook;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets one pipeline, model or tenant go on. */
@Command(mixinStandardHelpOptions = true)
final class KillOffCommand implements Callable<Integer> {

  private final Output output;
  private final KillScope scope;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "NAME", description = "Its name; of a model, its id or ARN.")
  private String name = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  KillOffCommand(Output output, KillScope scope) {
    this.output = output;
    this.scope = scope;
  }

  @Override
  public Integer call() throws IOException {
    Target target = KillTarget.of(scope, name);
    RunningFactory factory = data.factory();
    if (scope == KillScope.TENANT) {
      // What is left of an erased tenant in the topics must not be asked of a model.
      new TenantBook(factory, InstantSource.system()).requireInUse(name);
    }
    KillSwitch lifted =
        new KillSwitchBoard(factory, InstantSource.system())
            .lift(target, System.getProperty("user.name", "unknown"))
            .orElseThrow(
                () -> new CommandException(target + " is not stopped: see millrace kill list"));
    if (json) {
      output.answer(RecordJson.of(lifted).put("state", KillState.OFF.name()).put("lifted", true));
    } else {
      output.answer("goes on: " + target);
    }
    return 0;
  }
}
