package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.local.domain.Accuracy;
import dev.millrace.local.domain.LoopStory;
import dev.millrace.local.domain.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From a model that was never trained to one that was trained by the traffic: examined with the
 * test file before the first label and after the promotion.
 *
 * @param data folder of Banking77
 */
record FirstTraining(Path data) implements Benchmark {

  /** What issue of the loop promises; a run that does not reach it has no figure. */
  private static final double GOOD = 0.80;

  @Override
  public String name() {
    return "loop.recovery.seconds";
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public String description() {
    return "From the first labelled question of Banking77 to a trained champion, unattended: alarm,"
        + " dataset, training, gate, shadow, canary; 60 questions a second, the example"
        + " banking77-loop.yaml. Accuracies are those of the test file, which nobody learns from.";
  }

  @Override
  public String baseline() {
    return "What the training job alone took of it.";
  }

  /** The training that it is held against takes seconds, on cores that others use. */
  @Override
  public double noise() {
    return 0.15;
  }

  /** As long as windows, shadow and canary are. */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Session open(Path folder) throws IOException {
    return new Measuring(folder, Questions.in(data));
  }

  private static final class Measuring implements Session {

    private final Path folder;
    private final Questions questions;
    private int runs;

    Measuring(Path folder, Questions questions) {
      this.folder = folder;
      this.questions = questions;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      try (BankFactory bank = BankFactory.open(folder.resolve("run-" + runs))) {
        Score before = bank.exam(questions.exam("before"));
        Instant begin = bank.now();
        LoopStory story = bank.flow(questions.traffic("live"), 1);
        Moments moments = Moments.since(begin, story.milestones(), bank.now());
        Score after = bank.exam(questions.exam("after"));
        if (share(after) < GOOD) {
          throw new IllegalStateException(
              "the trained champion is right on "
                  + share(after)
                  + " of the test file, expected at least "
                  + GOOD);
        }
        Map<String, Double> context = new LinkedHashMap<>();
        context.put("accuracy.before", share(before));
        context.put("accuracy.after", share(after));
        context.put("alarm.after.seconds", moments.secondsTo("alarm"));
        context.putAll(moments.parts());
        context.put("labels", (double) bank.accepted());
        context.put("exam.before.usd", before.cost().doubleValue());
        return new Run(
            new Reading(moments.parts().getOrDefault("training.seconds", 0.0), Map.of()),
            new Reading(moments.secondsTo("promoted"), context));
      }
    }

    @Override
    public void close() {
      // Each run has closed its own.
    }
  }

  static double share(Score score) {
    return score
        .accuracy()
        .map(Accuracy::share)
        .orElseThrow(() -> new IllegalStateException("nobody answered"));
  }
}
