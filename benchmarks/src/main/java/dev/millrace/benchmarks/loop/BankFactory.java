package dev.millrace.benchmarks.loop;

import dev.millrace.local.client.Exam;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.LoopLog;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.Row;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.client.SteadyFlow;
import dev.millrace.local.domain.LoopStory;
import dev.millrace.local.domain.Score;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.local.factory.Factory;
import dev.millrace.local.factory.Ports;
import dev.millrace.platform.runtime.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A whole factory with the pipeline of the example that sorts a bank's questions and retrains by
 * itself. Nobody takes a step in it by hand: rows and labels come, and that is all.
 *
 * <p><i>Threads</i>: one.
 */
final class BankFactory implements AutoCloseable {

  private static final String PIPELINE = "banking77-loop";

  /** Rows in a second: what a person can wait for, on a machine that does other things as well. */
  private static final int RATE = 60;

  private static final int LONGEST_SECONDS = 240;

  private final InstantSource clock = InstantSource.system();
  private final Factory factory;
  private final RunningFactory running;
  private final Sending sending;
  private final LoopLog log;

  private BankFactory(Factory factory, RunningFactory running) {
    this.factory = factory;
    this.running = running;
    this.sending = new Sending(running.publishing(), PIPELINE, Sending.Listener.NONE);
    this.log = new LoopLog(new RecordStream(running, BankFactory::warn), PIPELINE, clock);
  }

  /** Starts it, with the settings that everybody has. */
  static BankFactory open(Path folder) throws IOException, InterruptedException {
    DataFolder data = DataFolder.at(folder);
    Factory factory =
        Factory.start(
            new Factory.Plan(data, Ports.free(), Map.of()), InstantSource.system(), step -> {});
    RunningFactory running = RunningFactory.in(data);
    new SpecWriter(running, InstantSource.system()).apply(ExampleSpec.named(PIPELINE), "benchmark");
    return new BankFactory(factory, running);
  }

  /** How good the pipeline is right now, by rows that nobody learns from. */
  Score exam(List<Row> rows) throws IOException, InterruptedException {
    return new Exam(running, PIPELINE, Pause.sleeping(), BankFactory::warn).of(rows);
  }

  /**
   * Lets rows and their labels flow, until so many candidates have become champion.
   *
   * @throws IllegalStateException where that takes too long
   */
  LoopStory flow(Iterator<Row> rows, int promotions) throws IOException, InterruptedException {
    Instant latest = clock.instant().plusSeconds(LONGEST_SECONDS);
    new SteadyFlow(sending, "benchmark", RATE, Pause.sleeping())
        .run(
            rows,
            () -> log.catchUp().promotions() >= promotions || !clock.instant().isBefore(latest));
    LoopStory story = log.catchUp();
    if (story.promotions() < promotions) {
      throw new IllegalStateException(
          "no better model came of "
              + sending.accepted().size()
              + " labelled rows: "
              + story.milestones());
    }
    return story;
  }

  /** Rows that were accepted so far. */
  int accepted() {
    return sending.accepted().size();
  }

  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    factory.close();
  }

  private static void warn(String warning) {
    throw new IllegalStateException(warning);
  }
}
