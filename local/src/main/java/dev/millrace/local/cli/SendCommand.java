package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.AppliedPipelines;
import dev.millrace.local.client.Endings;
import dev.millrace.local.client.GatewayException;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RowColumns;
import dev.millrace.local.client.RowFormat;
import dev.millrace.local.client.RowIds;
import dev.millrace.local.client.RowReader;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending;
import dev.millrace.local.client.SteadyPace;
import dev.millrace.platform.runtime.Pause;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a file of events to a pipeline. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = "Sends the events of a file: CSV with a header, or one JSON value a line.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every row was accepted, and all feedback; with --wait, none ended as a dead letter",
      " 1:rows were rejected; with --wait, events became dead letters or failed; or the sending was"
          + " given up: then it says how far it came",
      " 2:the command was not understood"
    })
final class SendCommand implements Callable<Integer> {

  private static final Duration STEP = Duration.ofMillis(300);

  /** Who says what is true. */
  private static final String SOURCE = "send";

  private final Output output;
  private final Pause pause = Pause.sleeping();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--pipeline", paramLabel = "P", required = true, description = "The pipeline.")
  private String pipeline = "";

  @Parameters(
      paramLabel = "FILE",
      description = "The file, unpacked where its name ends in .gz; - is standard input.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "How the file is written (default: csv where its name ends so, else jsonl).")
  private @Nullable RowFormat format;

  @Option(
      names = "--id-column",
      paramLabel = "C",
      description =
          "Column, field or JSON Pointer of the event's id. Without it, ids are derived from line"
              + " and content. What comes again under its id, within the dedupe time of the"
              + " pipeline, is neither asked nor paid for again.")
  private @Nullable String idColumn;

  @Option(
      names = "--new-ids",
      description =
          "Every row is a new event, however often it is sent; not beside --id-column, by which it"
              + " has its id.")
  private boolean newIds;

  @Option(
      names = "--label-column",
      paramLabel = "C",
      description = "Column, field or JSON Pointer of the right label; it is never sent along.")
  private @Nullable String labelColumn;

  @Option(names = "--with-feedback", description = "Send the labels as feedback afterwards.")
  private boolean withFeedback;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "So many rows a second (default: as fast as they are taken). With --with-feedback, labels"
              + " follow their events by a second then.")
  private @Nullable Integer rate;

  @Option(
      names = "--wait",
      description =
          "Wait for the predictions, sum them up, and name the causes of those that are no answers.")
  private boolean wait;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  SendCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (newIds && idColumn != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--new-ids and --id-column "
              + idColumn
              + " do not go together: leave out --id-column to have every row taken as a new event,"
              + " or --new-ids to have rows keep their ids");
    }
    if (withFeedback && labelColumn == null) {
      throw new CommandException("--with-feedback needs --label-column");
    }
    if (rate != null && rate < 1) {
      throw new CommandException("--rate is " + rate + ", expected at least 1");
    }
    RunningFactory factory = data.factory();
    Optional<Endings> ends =
        wait
            ? Optional.of(Endings.fromNowOn(new RecordStream(factory, output::tell), pipeline))
            : Optional.empty();
    long began = System.nanoTime();
    Sending sending = send(factory);
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report
        .put("sent", sending.acceptedRows() + sending.refusedRows())
        .put("accepted", sending.acceptedRows())
        .put("rejected", sending.refusedRows())
        .put("seconds", seconds(began))
        .put("repeatedInFile", sending.repeatedRows());
    if (withFeedback) {
      report
          .put("feedback", sending.sendFeedback(SOURCE))
          .put("feedbackRejected", sending.refusedFeedback());
    }
    List<String> pointers = new ArrayList<>(SendText.rejected(sending.refusedRows()));
    pointers.addAll(SendText.repeatedInFile(sending.repeatedRows()));
    Map<String, String> meanings = Map.of();
    boolean hasDeadLetters = false;
    if (ends.isPresent()) {
      waitFor(ends.get(), sending.accepted().keySet());
      RunReport run = RunReport.of(ends.get(), sending.accepted());
      run.addTo(report);
      report.put("secondsToEnd", seconds(began));
      PredictedBefore before =
          PredictedBefore.of(ends.get().predictionsBefore(), sending.accepted().keySet());
      before.addTo(report);
      meanings = new HashMap<>(before.meanings(run.score().cost()));
      meanings.putAll(run.meanings());
      pointers.addAll(before.pointers());
      pointers.addAll(run.pointers(pipeline));
      hasDeadLetters = run.hasDeadLetters();
    } else if (sending.acceptedRows() > 0 && !json) {
      pointers.add(SendText.unknownEnds(pipeline));
      if (!newIds) {
        pointers.add(SendText.unknownRepeats());
      }
    }
    output.answer(json ? report.toString() : ReportText.of(report, meanings));
    pointers.forEach(output::tell);
    return sending.refusedRows() + sending.refusedFeedback() == 0 && !hasDeadLetters ? 0 : 1;
  }

  private Sending send(RunningFactory factory) throws IOException, InterruptedException {
    SourceFile source = new SourceFile(file);
    RowReader rows =
        RowReader.of(
            source.format(Optional.ofNullable(format)),
            new RowColumns(
                Optional.ofNullable(idColumn),
                Optional.ofNullable(labelColumn),
                newIds ? RowIds.fresh() : RowIds.derived()));
    Sending sending = new Sending(factory.publishing(), pipeline, new SendProgress(output));
    try (Reader text = source.open()) {
      sending.send(rows, text, beat(sending));
      output.endForNow();
    } catch (CharacterCodingException e) {
      throw new CommandException(
          "the file "
              + file
              + " is not UTF-8 text; "
              + (sending.acceptedRows() + sending.refusedRows())
              + " rows of it were read: save it as UTF-8, and send it again");
    } catch (GatewayException e) {
      throw givenUp(e, sending.standing(), factory);
    }
    return sending;
  }

  private Sending.Beat beat(Sending sending) {
    return rate == null
        ? settle -> {}
        : new SteadyPace(
            rate,
            () -> {
              if (withFeedback) {
                sending.sendFeedback(SOURCE);
              }
            },
            pause,
            System::nanoTime);
  }

  private CommandException givenUp(
      GatewayException why, Sending.Standing at, RunningFactory factory) {
    output.endForNow();
    if (json) {
      output.answer(
          JsonNodeFactory.instance
              .objectNode()
              .put("sent", at.accepted() + at.refused())
              .put("accepted", at.accepted())
              .put("rejected", at.refused())
              .put("unanswered", at.unanswered())
              .put("mayHaveArrived", at.mayHaveArrived())
              .put("lastRow", at.lastRow())
              .put("acceptedBehind", at.acceptedBehind())
              .put("givenUp", true));
    }
    return new CommandException(
        AppliedPipelines.told(why, factory, pipeline)
            + "\n"
            + (newIds ? SendText.renewed(at) : SendText.repeatable(at)));
  }

  private void waitFor(Endings endings, Set<String> requestIds) throws InterruptedException {
    while (true) {
      endings.catchUp();
      int missing = endings.missing(requestIds).size();
      output.tellForNow(requestIds.size() - missing + " of " + requestIds.size() + " have ended");
      if (missing == 0) {
        output.endForNow();
        return;
      }
      pause.of(STEP);
    }
  }

  private static double seconds(long beganNanos) {
    return Math.round((System.nanoTime() - beganNanos) / 1e6) / 1e3;
  }
}
