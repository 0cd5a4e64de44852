package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.domain.LoopStory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A model that was trained on half of the intents meets the other half.
 *
 * @param data folder of Banking77
 */
record NewIntents(Path data) implements Benchmark {

  /** Windows of which two have to agree. */
  private static final int WINDOWS = 2;

  @Override
  public String name() {
    return "loop.alarm.seconds";
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public String description() {
    return "From the first question about one of 39 intents of Banking77 that no training has seen,"
        + " behind a champion trained on the other 38, to the event that asks for a better model;"
        + " beside it what comes of it until the next champion. Accuracies are those of the whole"
        + " test file.";
  }

  @Override
  public String baseline() {
    return "The least by the spec: two windows that agree.";
  }

  /** As long as windows, shadow and canary are. */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Session open(Path folder) throws IOException {
    return new Measuring(folder, Questions.in(data), Questions.intents());
  }

  private static final class Measuring implements Session {

    private final Path folder;
    private final Questions questions;
    private final List<String> intents;
    private int runs;

    Measuring(Path folder, Questions questions, List<String> intents) {
      this.folder = folder;
      this.questions = questions;
      this.intents = intents;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      Set<String> old = new HashSet<>(intents.subList(0, intents.size() / 2));
      Questions first = questions.about(old);
      try (BankFactory bank = BankFactory.open(folder.resolve("run-" + runs))) {
        bank.flow(first.traffic("old"), 1);
        int labelsBefore = bank.accepted();
        double known = FirstTraining.share(bank.exam(first.exam("known")));
        double dropped = FirstTraining.share(bank.exam(questions.exam("dropped")));
        Instant begin = bank.now();
        LoopStory story = bank.flow(questions.traffic("all"), 2);
        Moments moments = Moments.since(begin, story.milestones(), bank.now());
        double recovered = FirstTraining.share(bank.exam(questions.exam("recovered")));
        Map<String, Double> context = new LinkedHashMap<>();
        context.put("accuracy.known.intents", known);
        context.put("accuracy.dropped", dropped);
        context.put("accuracy.recovered", recovered);
        context.put("recovery.seconds", moments.secondsTo("promoted"));
        context.putAll(moments.parts());
        context.put("labels.before", (double) labelsBefore);
        context.put("labels", (double) bank.accepted());
        return new Run(
            new Reading(least(), Map.of()), new Reading(moments.secondsTo("alarm"), context));
      }
    }

    private static double least() throws IOException {
      long window =
          Objects.requireNonNull(ExampleSpec.named("banking77-loop").getDrift(), "drift")
              .getWindowMillis();
      return (double) Duration.ofMillis(window).multipliedBy(WINDOWS).toSeconds();
    }

    @Override
    public void close() {
      // Each run has closed its own.
    }
  }
}
