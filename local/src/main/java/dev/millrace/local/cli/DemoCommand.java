package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.Endings;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.Tickets;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.Factory;
import dev.millrace.local.factory.Ports;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a factory on made-up support tickets, and checks its books. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a factory of its own on made-up support tickets, shows how they are answered, and"
          + " checks its books.",
      "Exit 0 only if everything holds."
    })
final class DemoCommand implements Callable<Integer> {

  private static final String SPEC = "/examples/support-tickets.yaml";
  private static final long STEP_MILLIS = 200;
  private static final int STEPS_PER_LOOK = 5;
  private static final int STEPS_PER_SECOND = 5;
  private static final long PATIENCE_SECONDS = 60;
  private static final int INTERRUPTED = 130;

  private final Output output;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep the factory in this folder (default: a temporary one, removed).")
  private @Nullable Path folder;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "3000",
      description = "How many tickets (default: ${DEFAULT-VALUE}).")
  private int events = 3000;

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
    if (events < 1 || rate < 1) {
      throw new CommandException("--events and --rate are at least 1");
    }
    Path path = folder == null ? Files.createTempDirectory("millrace-demo-") : folder;
    try (StopSignal signal = new StopSignal(INTERRUPTED)) {
      try {
        return run(path);
      } finally {
        if (folder == null) {
          remove(path);
        }
      }
    }
  }

  private int run(Path path) throws IOException {
    DataFolder data = DataFolder.at(path);
    long began = System.nanoTime();
    try (Factory factory =
        Factory.start(
            new Factory.Plan(data, Ports.free(), System.getenv()),
            InstantSource.system(),
            output::tell)) {
      double readySeconds = seconds(began);
      output.tell(String.format(Locale.ROOT, "ready after %.1f s", readySeconds));
      return run(RunningFactory.in(data), factory, began, readySeconds);
    } catch (InterruptedException e) {
      output.tell("millrace: interrupted");
      return INTERRUPTED;
    }
  }

  private int run(RunningFactory running, Factory factory, long began, double readySeconds)
      throws IOException, InterruptedException {
    String pipeline = apply(running);
    Tickets tickets = new Tickets(new SplittableRandom(seed));
    Endings endings = new Endings(new RecordStream(running, output::tell), pipeline);
    try (DemoTraffic traffic = new DemoTraffic(running.publishing(), pipeline, tickets)) {
      send(traffic, endings, factory);
      traffic.sendFeedback();
      Balance balance = settle(running, traffic, endings, factory);
      return report(traffic, endings, balance, began, readySeconds);
    }
  }

  private int report(
      DemoTraffic traffic, Endings endings, Balance balance, long began, double readySeconds) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("readySeconds", readySeconds).put("seconds", seconds(began));
    traffic.addTo(report);
    new RunReport(endings, traffic.accepted()).addTo(report);
    report.put("deadLetters", balance.total().deadLetters());
    report.put("inFlight", balance.total().inFlight());
    boolean holds = balance.holds() && balance.total().inFlight() == 0;
    report.put("holds", holds);
    if (json) {
      report.set("reconcile", BalanceText.json(balance));
      output.answer(report);
    } else {
      output.answer(RunReport.text(report));
      output.answer(BalanceText.table(balance));
    }
    return holds ? 0 : 1;
  }

  private static String apply(RunningFactory running) throws IOException {
    String yaml;
    try (var stream = DemoCommand.class.getResourceAsStream(SPEC)) {
      if (stream == null) {
        throw new AssertionError(SPEC + " is missing in the jar");
      }
      yaml = new String(stream.readAllBytes(), UTF_8);
    }
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(yaml);
    if (!(result instanceof SpecResult.Valid valid)) {
      throw new AssertionError(SPEC + " is not valid: " + result);
    }
    new SpecWriter(running, InstantSource.system()).apply(valid.spec(), "demo");
    return valid.spec().getPipeline();
  }

  /** Keeps the pace by the clock: a step that took long is followed by shorter pauses. */
  private void send(DemoTraffic traffic, Endings endings, Factory factory)
      throws InterruptedException {
    long began = System.nanoTime();
    for (int step = 1; traffic.sent() < events; step++) {
      long due = Math.min(events, (long) step * rate / STEPS_PER_SECOND);
      traffic.send((int) (due - traffic.sent()));
      if (step % STEPS_PER_LOOK == 0) {
        look(traffic, endings, factory);
      }
      long ahead = step * STEP_MILLIS - (System.nanoTime() - began) / 1_000_000;
      if (ahead > 0) {
        Thread.sleep(ahead);
      }
    }
  }

  private Balance settle(
      RunningFactory running, DemoTraffic traffic, Endings endings, Factory factory)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    do {
      look(traffic, endings, factory);
      Thread.sleep(STEP_MILLIS);
    } while (!endings.missing(traffic.accepted().keySet()).isEmpty()
        && seconds(began) < PATIENCE_SECONDS);
    output.endForNow();
    return new Books(running).balance();
  }

  private void look(DemoTraffic traffic, Endings endings, Factory factory) {
    Optional<String> failure = factory.failure();
    if (failure.isPresent()) {
      throw new CommandException("the factory cannot go on: " + failure.get());
    }
    endings.catchUp();
    var score = new RunReport(endings, traffic.accepted()).score();
    output.tellForNow(
        String.format(
            Locale.ROOT,
            "sent %d · predictions %d · dead letters %d · in flight %d · accuracy %s · latency %s",
            traffic.sent(),
            score.size(),
            endings.deadLetters().size(),
            endings.missing(traffic.accepted().keySet()).size(),
            score
                .accuracy()
                .map(accuracy -> String.format(Locale.ROOT, "%.1f %%", accuracy.share() * 100))
                .orElse("-"),
            score
                .latency()
                .map(latency -> "p50 " + latency.p50() + " ms, p99 " + latency.p99() + " ms")
                .orElse("-")));
  }

  private static double seconds(long beganNanos) {
    return Math.round((System.nanoTime() - beganNanos) / 1e8) / 10.0;
  }

  private static void remove(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
