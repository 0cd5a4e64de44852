package dev.millrace.local.cli;

import dev.millrace.local.client.DeployedFactory;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say that a factory elsewhere is meant, and which. */
final class DeployedOptions {

  private static final String DATA_DIRECTORY = "--data-dir";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--deployed",
      description =
          "A factory elsewhere: kafka.*, registry.*, aws.* and personal-data.secret or"
              + " personal-data.keys-file name it, as environment variables (MILLRACE_KAFKA_BOOTSTRAP)"
              + " or in the file of --settings.")
  private boolean deployed;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "The settings of --deployed in a properties file; the environment goes first.")
  private @Nullable Path file;

  boolean isMeant() {
    boolean isMeant = deployed || file != null;
    if (isMeant && command.commandLine().getParseResult().hasMatchedOption(DATA_DIRECTORY)) {
      throw new ParameterException(
          command.commandLine(),
          DATA_DIRECTORY
              + " names a factory on this machine, and --deployed or --settings another");
    }
    return isMeant;
  }

  DeployedFactory factory() {
    SettingsReader reader = SettingsReader.from(System.getenv(), Optional.ofNullable(file));
    DeployedFactory factory = DeployedFactory.from(reader);
    reader.finish();
    return factory;
  }
}
