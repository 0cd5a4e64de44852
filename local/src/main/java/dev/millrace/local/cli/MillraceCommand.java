package dev.millrace.local.cli;

import dev.millrace.console.letters.ReplayWays;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.ingestion.privacy.KeyFileException;
import dev.millrace.ingestion.privacy.UnopenableException;
import dev.millrace.local.client.GatewayException;
import dev.millrace.local.client.RowException;
import dev.millrace.local.client.UnconfirmedKeyException;
import dev.millrace.local.comparison.ComparisonException;
import dev.millrace.local.factory.FactoryException;
import dev.millrace.platform.http.PortTakenException;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.schemas.registry.RegistryException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: what it offers, and how it fails. */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    version = "Millrace 0.1.0",
    description = "An AI factory on Kafka, on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "%nhelp COMMAND tells of one command, as COMMAND --help does.",
      "bench [NAME...] measures the factory's speed: millrace bench --help.",
      "deploy plan says what it would be on AWS, and cost: millrace deploy --help."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:it worked, and what was to hold holds",
      " 1:it failed, or something does not hold",
      " 2:the command was not understood"
    })
public final class MillraceCommand implements Runnable {

  /** What people can act upon: the message alone is shown. */
  private static final List<Class<? extends Exception>> EXPECTED =
      List.of(
          FactoryException.class,
          KeyFileException.class,
          UnopenableException.class,
          GatewayException.class,
          RowException.class,
          PortTakenException.class,
          SettingsException.class,
          IllegalStateException.class,
          UnknownLetterException.class,
          UnconfirmedKeyException.class,
          ComparisonException.class,
          CommandException.class);

  private static final int FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  private MillraceCommand() {}

  /** The command line with all its commands. */
  public static CommandLine commandLine() {
    return commandLine(Output.standard());
  }

  /**
   * The same within another program, which nobody watches.
   *
   * @param answers given what a process writes to standard output; flushed at each answer's end
   * @param progress given what it writes to standard error
   */
  public static CommandLine commandLine(PrintStream answers, PrintStream progress) {
    return commandLine(new Output(answers, progress, false));
  }

  static CommandLine commandLine(Output output) {
    CommandLine line =
        new CommandLine(new MillraceCommand())
            .addSubcommand(new DemoCommand(output))
            .addSubcommand(new UpCommand(output))
            .addSubcommand(new ApplyCommand(output))
            .addSubcommand(new ValidateCommand(output))
            .addSubcommand(new SendCommand(output))
            .addSubcommand(new FeedbackCommand(output))
            .addSubcommand(new RequestsCommand(output))
            .addSubcommand(new PredictionsCommand(output))
            .addSubcommand(new ReplayCommand(output))
            .addSubcommand(
                new CommandLine(new DeadLettersCommand())
                    .addSubcommand(new DeadLettersListCommand(output))
                    .addSubcommand(new DeadLettersShowCommand(output))
                    .addSubcommand(
                        new DeadLettersReplayCommand(
                            output,
                            factory ->
                                ReplayWays.of(
                                    factory.brokers(),
                                    factory.folder().personalDataKeys(),
                                    InstantSource.system(),
                                    output::tell))))
            .addSubcommand(
                new CommandLine(new ReferenceCommand())
                    .addSubcommand(new ReferenceLoadCommand(output))
                    .addSubcommand(new ReferenceListCommand(output))
                    .addSubcommand(new ReferenceDeleteCommand(output)))
            .addSubcommand(
                new CommandLine(new AuditCommand())
                    .addSubcommand(new AuditListCommand(output))
                    .addSubcommand(new AuditVerifyCommand(output)))
            .addSubcommand(
                new CommandLine(new PersonalDataCommand())
                    .addSubcommand(new PersonalDataNewKeyCommand(output))
                    .addSubcommand(new PersonalDataRotateCommand(output))
                    .addSubcommand(new PersonalDataRevealCommand(output))
                    .addSubcommand(new PersonalDataDestroyCommand(output)))
            .addSubcommand(
                new CommandLine(new KeysCommand())
                    .addSubcommand(new KeysCreateCommand(output))
                    .addSubcommand(new KeysListCommand(output))
                    .addSubcommand(new KeysRevokeCommand(output)))
            .addSubcommand(
                new CommandLine(new TenantsCommand())
                    .addSubcommand(new TenantsLimitsCommand(output))
                    .addSubcommand(new TenantsListCommand(output))
                    .addSubcommand(new TenantsEraseCommand(output, InstantSource.system())))
            .addSubcommand(KillCommand.line(output))
            .addSubcommand(UnkillCommand.line(output))
            .addSubcommand(
                new CommandLine(new AccessCommand())
                    .addSubcommand(new AccessListCommand(output))
                    .addSubcommand(new AccessPolicyCommand(output)))
            .addSubcommand(
                new CommandLine(new MetricsCommand())
                    .addSubcommand(new MetricsListCommand(output))
                    .addSubcommand(new MetricsPlanCommand(output)))
            .addSubcommand(ModelsCommand.line(output))
            .addSubcommand(
                new CommandLine(new CostCommand(output))
                    .addSubcommand(new CostChargebackCommand(output)))
            .addSubcommand(
                new CommandLine(new BudgetsCommand(output))
                    .addSubcommand(new BudgetsAlertsCommand(output))
                    .addSubcommand(new BudgetsSetCommand(output, InstantSource.system()))
                    .addSubcommand(new BudgetsRemoveCommand(output, InstantSource.system())))
            .addSubcommand(new StatusCommand(output))
            .addSubcommand(new AlertsCommand(output, InstantSource.system()))
            .addSubcommand(
                new CommandLine(new PricesCommand())
                    .addSubcommand(new PricesListCommand(output))
                    .addSubcommand(new PricesDiffCommand(output))
                    .addSubcommand(new PricesValidateCommand(output))
                    .addSubcommand(new PricesPublishCommand(output)))
            .addSubcommand(
                new CommandLine(new DriftListCommand(output))
                    .addSubcommand(new DriftCompareCommand(output)))
            .addSubcommand(new TopicsCommand(output))
            .addSubcommand(new ReconcileCommand(output));
    line.setExecutionExceptionHandler((trouble, command, parsed) -> fail(output, trouble));
    IParameterExceptionHandler usual = line.getParameterExceptionHandler();
    line.setParameterExceptionHandler((trouble, words) -> misunderstood(trouble, words, usual));
    line.setExecutionStrategy(MillraceCommand::execute);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** Asked for the help of what is no command, the library shows that of the command above it. */
  private static int execute(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine line = last.commandSpec().commandLine();
    List<String> unknown = last.unmatched();
    return last.isUsageHelpRequested()
            && !line.getSubcommands().isEmpty()
            && !unknown.isEmpty()
            && !unknown.get(0).startsWith("-")
        ? noCommand(line, unknown.get(0))
        : new CommandLine.RunLast().execute(parsed);
  }

  private static int misunderstood(
      ParameterException trouble, String[] words, IParameterExceptionHandler usual)
      throws Exception {
    CommandLine line = trouble.getCommandLine();
    if (!(trouble instanceof UnmatchedArgumentException unmatched)
        || unmatched.isUnknownOption()
        || line.getSubcommands().isEmpty()) {
      return usual.handleParseException(trouble, words);
    }
    return noCommand(line, unmatched.getUnmatched().get(0));
  }

  /** Says which command may be meant; the library knows no slip of letters. */
  private static int noCommand(CommandLine line, String word) {
    CommandSpec above = line.getCommandSpec();
    String path = above.qualifiedName().substring(above.root().name().length()).strip();
    line.getErr()
        .println(
            line.getColorScheme()
                .errorText("'" + word + "' is no command" + (path.isEmpty() ? "" : " of " + path)));
    List<String> meant = Suggestions.of(word, line.getSubcommands().keySet());
    if (meant.isEmpty()) {
      line.usage(line.getErr(), line.getColorScheme());
    } else {
      line.getErr().println("Did you mean: " + String.join(" or ", meant) + "?");
    }
    return above.exitCodeOnInvalidInput();
  }

  private static int fail(Output output, Exception trouble) {
    output.flush();
    output.tell("millrace: " + sentence(trouble));
    return FAILED;
  }

  static String sentence(Throwable trouble) {
    if (EXPECTED.stream().anyMatch(type -> type.isInstance(trouble))) {
      return message(trouble);
    }
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortTakenException) {
        return message(cause);
      }
      if (cause instanceof IOException && message(cause).contains("No space left on device")) {
        return "the disk is full: make room, then start again; nothing that was accepted is lost";
      }
    }
    if (trouble instanceof InterruptedException) {
      return "interrupted";
    }
    if (trouble instanceof KafkaException
        || trouble instanceof RegistryException
        || trouble instanceof IOException) {
      return "the factory does not answer as expected: " + message(trouble);
    }
    return "this should not happen: "
        + trouble
        + (trouble.getCause() == null ? "" : ", because of " + trouble.getCause());
  }

  private static String message(Throwable trouble) {
    return trouble.getMessage() == null ? trouble.getClass().getSimpleName() : trouble.getMessage();
  }
}
