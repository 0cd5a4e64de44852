package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.client.KeyRing;
import dev.millrace.record.ApiKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the keys that were issued and are not revoked. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the keys that were issued and are not revoked.")
final class KeysListCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON array.")
  private boolean json;

  KeysListCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    List<ApiKey> keys =
        new KeyRing(data.factory(), InstantSource.system(), new SecureRandom()).keys();
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      keys.forEach(key -> array.add(KeyText.json(key)));
      output.answer(array);
    } else {
      keys.forEach(key -> output.stream(KeyText.line(key)));
      output.stream(Counted.of(keys.size(), "key") + ", besides those of the settings");
      output.flush();
    }
    return 0;
  }
}
