package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.platform.audit.AuditEntry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a key to a factory's file of keys. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description =
        "Adds a key to the factory's file: events received from then on are governed with it. The"
            + " keys before it stay, for replays, tokens and sealed dead letters.")
final class PersonalDataRotateCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private KeyStart start = new KeyStart();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  PersonalDataRotateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    KeyLines.Line line =
        new KeyLines(new SecureRandom())
            .add(data.folder().personalDataKeys(), start.after(Instant.now()));
    new PersonalDataTrace(data.folder(), output)
        .leave(AuditEntry.of(PersonalDataTrace.actor(), "personal-data.rotate", line.id()));
    if (json) {
      output.answer(
          JsonNodeFactory.instance
              .objectNode()
              .put("key", line.id())
              .put("from", line.from().toString()));
    } else {
      output.answer("key " + line.id() + " takes effect at " + line.from());
    }
    return 0;
  }
}
