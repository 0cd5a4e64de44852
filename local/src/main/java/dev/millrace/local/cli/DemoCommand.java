package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.client.SteadyFlow;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.Plot;
import dev.millrace.local.domain.Tickets;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.Factory;
import dev.millrace.local.factory.Ports;
import dev.millrace.platform.runtime.Pause;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Retraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a factory of its own, lets the world change, and watches the loop make it good again. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a factory of its own on made-up support tickets: the world changes, answers get worse,"
          + " a better model is trained, tried and put in charge, and answers are good again.",
      "Takes less than three minutes, and checks its own books.",
      "Exit 0 only if the books hold and the story came to its end."
    })
final class DemoCommand implements Callable<Integer> {

  private static final String PIPELINE = "support-tickets-loop";
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than the twelve windows that later ones are compared with. */
  private static final Duration CALM = Duration.ofSeconds(28);

  /**
   * From when the factory is ready; then it is told how far the story came. With the start, all of
   * it takes less than three minutes.
   */
  private static final Duration LONGEST = Duration.ofSeconds(155);

  private static final int INTERRUPTED = 130;

  private final Output output;
  private final InstantSource clock = InstantSource.system();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep the factory in this folder (default: a temporary one, removed).")
  private @Nullable Path folder;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "End after so many tickets, wherever the story is (default: at its end).")
  private @Nullable Integer events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Tickets per second (default: ${DEFAULT-VALUE}).")
  private int rate = 100;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Another seed makes up other tickets (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "The report as one JSON object.")
  private boolean json;

  DemoCommand(Output output) {
    this.output = output;
  }

  @Override
  @SuppressWarnings("try") // the signal works by being there
  public Integer call() throws IOException {
    if ((events != null && events < 1) || rate < 1) {
      throw new CommandException("--events and --rate are at least 1");
    }
    Path path = folder == null ? Files.createTempDirectory("millrace-demo-") : folder;
    DemoLog log = DemoLog.in(path);
    boolean isTold = false;
    try (StopSignal signal = new StopSignal(INTERRUPTED)) {
      try {
        int exitCode = run(path);
        isTold = exitCode == 0;
        return exitCode;
      } finally {
        if (folder == null) {
          log.end();
          new TemporaryFolder(path, Files::deleteIfExists)
              .remove(isTold ? Optional.empty() : Optional.of(log.file()))
              .ifPresent(output::tell);
        }
        log.pointer().ifPresent(output::tell);
      }
    }
  }

  private int run(Path path) throws IOException {
    DataFolder data = DataFolder.at(path);
    Instant began = clock.instant();
    output.tell("seed " + seed + ": with the same one, the same tickets are made up");
    try (Factory factory =
        Factory.start(new Factory.Plan(data, Ports.free(), System.getenv()), clock, output::tell)) {
      return run(RunningFactory.in(data), factory, began);
    } catch (InterruptedException e) {
      output.tell("millrace: interrupted");
      return INTERRUPTED;
    }
  }

  private int run(RunningFactory running, Factory factory, Instant began)
      throws IOException, InterruptedException {
    PipelineSpec spec = ExampleSpec.named(PIPELINE);
    new SpecWriter(running, clock).apply(spec, "demo");
    Instant begin = clock.instant();
    Plot plot = new Plot(new Plot.Terms(begin, CALM, begin.plus(LONGEST), target(spec)));
    DemoStory story =
        new DemoStory(
            output, clock, began, plot, new DemoStory.Watched(running, spec.getPipeline()));
    DemoTraffic tickets =
        new DemoTraffic(
            new Tickets(new SplittableRandom(seed)), events == null ? Long.MAX_VALUE : events);
    Sending sending = new Sending(running.publishing(), spec.getPipeline(), Sending.Listener.NONE);
    new SteadyFlow(sending, "demo", rate, Pause.sleeping())
        .run(tickets, () -> look(story, tickets, sending, factory));
    Instant end = clock.instant();
    settle(story, sending, factory);
    Balance balance = new Books(running).balance();
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("seed", seed);
    report.put("readySeconds", story.seconds(begin)).put("seconds", story.seconds(clock.instant()));
    tickets.addTo(report, sending);
    RunReport run = RunReport.of(story.endings(), sending.accepted());
    run.addTo(report);
    new DemoReport(story, end).addTo(report, run.score());
    return report(report, balance, plot);
  }

  private int report(ObjectNode report, Balance balance, Plot plot) {
    report.put("deadLetters", balance.total().deadLetters());
    report.put("inFlight", balance.total().inFlight());
    boolean holds = balance.holds() && balance.total().inFlight() == 0;
    report.put("holds", holds);
    if (json) {
      report.set("reconcile", BalanceText.json(balance));
      output.answer(report);
    } else {
      output.answer(DemoReport.text(report));
      output.answer(ReportText.of(report, DemoReport.MEANINGS));
      output.answer(BalanceText.table(balance));
    }
    if (events == null && !plot.hasRecovered()) {
      output.tell(DemoReport.unfinished(plot.milestones(), LONGEST));
    }
    return holds && (events != null || plot.hasRecovered()) ? 0 : 1;
  }

  /** Whether the story is over. */
  private static boolean look(
      DemoStory story, DemoTraffic tickets, Sending sending, Factory factory) {
    factory
        .failure()
        .ifPresent(
            failure -> {
              throw new CommandException("the factory cannot go on: " + failure);
            });
    boolean wasCalm = !story.plot().hasChanged();
    story.look(sending.accepted());
    if (wasCalm && story.plot().hasChanged()) {
      tickets.change();
    }
    return story.plot().isOver();
  }

  /** Waits for what is under way. */
  private void settle(DemoStory story, Sending sending, Factory factory)
      throws InterruptedException {
    long steps = PATIENCE.dividedBy(STEP);
    do {
      story.endings().catchUp();
      Thread.sleep(STEP.toMillis());
    } while (!story.endings().missing(sending.accepted().keySet()).isEmpty()
        && factory.failure().isEmpty()
        && steps-- > 0);
    output.endForNow();
  }

  private static double target(PipelineSpec spec) {
    Retraining retraining = Objects.requireNonNull(spec.getRetraining(), "retraining");
    return Objects.requireNonNull(retraining.getTarget(), "target");
  }
}
