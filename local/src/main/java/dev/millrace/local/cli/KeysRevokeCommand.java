package dev.millrace.local.cli;

import dev.millrace.local.client.KeyRing;
import dev.millrace.record.ApiKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Revokes a key. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = "Revokes a key: within moments no gateway lets it in.")
final class KeysRevokeCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "ID", description = "Its id, as keys list shows it.")
  private String id = "";

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  KeysRevokeCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    ApiKey key =
        new KeyRing(data.factory(), InstantSource.system(), new SecureRandom())
            .revoke(id, System.getProperty("user.name", "unknown"))
            .orElseThrow(
                () -> new CommandException("no key has the id " + id + ": see millrace keys list"));
    if (json) {
      output.answer(KeyText.json(key).put("revoked", true));
    } else {
      output.answer("revoked: " + KeyText.line(key));
    }
    return 0;
  }
}
