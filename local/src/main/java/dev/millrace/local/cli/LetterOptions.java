package dev.millrace.local.cli;

import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.platform.settings.Durations;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which dead letters are meant. */
final class LetterOptions {

  private final InstantSource clock = InstantSource.system();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--tenant", paramLabel = "T", description = "Only those of one tenant.")
  private @Nullable String tenant;

  @Option(
      names = "--cause",
      paramLabel = "CAUSE",
      description = "Only those of one cause: ${COMPLETION-CANDIDATES}.")
  private @Nullable Cause cause;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only those of one stage: ${COMPLETION-CANDIDATES}.")
  private @Nullable Stage stage;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Set aside then or later: 2026-11-25T12:00:00Z, or 2h for two hours ago.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "Set aside before then.")
  private @Nullable String until;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only those whose records came from this topic.")
  private @Nullable String topic;

  LetterFilter filter() {
    return new LetterFilter(
        Optional.ofNullable(pipeline),
        Optional.ofNullable(tenant),
        Optional.ofNullable(cause),
        Optional.ofNullable(stage),
        Optional.ofNullable(since).map(text -> instant("--since", text)),
        Optional.ofNullable(until).map(text -> instant("--until", text)),
        Optional.ofNullable(topic));
  }

  private Instant instant(String option, String text) {
    return Durations.parse(text)
        .map(ago -> clock.instant().minus(ago))
        .or(() -> moment(text))
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    option
                        + " "
                        + text
                        + " is no time: give one like 2026-11-25T12:00:00Z, or a length of time"
                        + " such as 30m, 2h or 7d that is counted back from now"));
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
