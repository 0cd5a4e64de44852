package dev.millrace.local.cli;

import dev.millrace.ingestion.privacy.KeyLines;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a key for a file of keys that is kept elsewhere. */
@Command(
    name = "new-key",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a new key, the secret included, as a line for a file of keys.",
      "The setting ingestion.personal-data.keys-file names that file."
    })
final class PersonalDataNewKeyCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private KeyStart start = new KeyStart();

  @Option(
      names = "--first",
      description = "For a new file: the key has always been in force, whatever --in says.")
  private boolean first;

  PersonalDataNewKeyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Instant from = first ? Instant.EPOCH : start.after(Instant.now());
    output.answer(new KeyLines(new SecureRandom()).line(from).text());
    return 0;
  }
}
