package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.letters.Replay;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.ReplayWays;
import dev.millrace.console.letters.domain.ReplayPlan.Repetition;
import dev.millrace.console.letters.domain.ReplayResult;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Replays dead letters. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the original records of dead letters to raw-events once more, each once: what was"
          + " replayed, what is a failed replay and what has become a request since is left out.",
      "Each replay is recorded in the audit log together with its record."
    })
final class DeadLettersReplayCommand implements Callable<Integer> {

  private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5})(/s)?");

  private final Output output;
  private final Function<RunningFactory, ReplayWays> ways;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private LetterOptions which = new LetterOptions();

  @Option(names = "--id", paramLabel = "ID", description = "Only this one; may be repeated.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      defaultValue = "500/s",
      description = "Most records a second (default: ${DEFAULT-VALUE}).")
  private String rate = "";

  @Option(names = "--again", description = "Those too that were replayed and failed again.")
  private boolean again;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  DeadLettersReplayCommand(Output output, Function<RunningFactory, ReplayWays> ways) {
    this.output = output;
    this.ways = ways;
  }

  @Override
  public Integer call() throws IOException {
    int perSecond = perSecond();
    ReplayOrder order =
        new ReplayOrder(
            which.filter(),
            Set.copyOf(ids),
            again ? Repetition.AGAIN : Repetition.ONCE,
            Optional.empty());
    RunningFactory factory = data.factory();
    Replay replay =
        new Replay(factory.brokers(), new RecordStream(factory, output::tell), ways.apply(factory));
    Replay.Choice choice = replay.choose(order);
    announce(choice);
    ReplayResult result =
        dryRun
            ? replay.preview(choice)
            : replay.run(choice, System.getProperty("user.name", "unknown"), perSecond);
    result.skipped().forEach((reason, count) -> output.tell(leftOut(reason, count, choice)));
    report(result);
    return !ids.isEmpty() && result.replayable() < result.matched() ? 1 : 0;
  }

  static String leftOut(SkipReason reason, long count, Replay.Choice choice) {
    return count
        + " left out: "
        + reason.explanation()
        + choice
            .lastReplay(reason)
            .map(
                replay ->
                    " (last replay: "
                        + replay.getSubject()
                        + " at "
                        + replay.getAt()
                        + " by "
                        + replay.getActor()
                        + ")")
            .orElse("");
  }

  private int perSecond() {
    Matcher matcher = RATE.matcher(rate);
    if (!matcher.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--rate " + rate + " is no rate: give one such as 500/s");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private void announce(Replay.Choice choice) {
    StringBuilder line =
        new StringBuilder(
            Counted.of(
                choice.objections().size(), "dead letter is meant", "dead letters are meant"));
    new TreeMap<>(choice.causes())
        .forEach(
            (cause, count) ->
                line.append(line.indexOf(":") < 0 ? ": " : ", ")
                    .append(count)
                    .append(' ')
                    .append(cause));
    output.tell(line.toString());
  }

  private void report(ReplayResult result) {
    if (json) {
      ObjectNode answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("matched", result.matched())
              .put("replayable", result.replayable())
              .put("replayed", result.replayed());
      ObjectNode skipped = answer.putObject("skipped");
      new TreeMap<>(result.skipped()).forEach((reason, count) -> skipped.put(reason.key(), count));
      output.answer(answer.put("dryRun", dryRun));
    } else if (dryRun) {
      output.answer(result.replayable() + " would be replayed");
    } else {
      output.answer(result.replayed() + " replayed");
    }
  }
}
