package dev.millrace.local.client;

import dev.millrace.local.domain.Accuracy;
import dev.millrace.local.domain.Score;
import dev.millrace.platform.runtime.Pause;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Puts rows to a pipeline and keeps their labels to itself: nobody can learn from them. */
public final class Exam {

  private static final Duration STEP = Duration.ofMillis(300);
  private static final int LONGEST_STEPS = 400;

  private final RunningFactory factory;
  private final String pipeline;
  private final Pause pause;
  private final Consumer<String> warnings;

  /**
   * Of a pipeline.
   *
   * @param warnings is told of each record that cannot be read
   */
  public Exam(RunningFactory factory, String pipeline, Pause pause, Consumer<String> warnings) {
    this.factory = factory;
    this.pipeline = pipeline;
    this.pause = pause;
    this.warnings = warnings;
  }

  /**
   * Sends the rows, waits for all answers, and says how it went.
   *
   * @param rows with labels, and with ids that were never sent
   * @throws IllegalStateException where answers do not come
   */
  public Score of(List<Row> rows) throws IOException, InterruptedException {
    Sending sending = new Sending(factory.publishing(), pipeline, Sending.Listener.NONE);
    sending.send((none, to, refused) -> rows.forEach(to), Reader.nullReader());
    Map<String, String> truth = new HashMap<>();
    sending.accepted().forEach((id, event) -> event.label().ifPresent(is -> truth.put(id, is)));
    Endings endings = new Endings(new RecordStream(factory, warnings), pipeline);
    for (int step = 0; step < LONGEST_STEPS; step++) {
      endings.catchUp();
      if (endings.missing(truth.keySet()).isEmpty()) {
        return score(truth, endings);
      }
      pause.of(STEP);
    }
    throw new IllegalStateException(
        endings.missing(truth.keySet()).size() + " of " + truth.size() + " rows have no answer");
  }

  /** The share that was right. */
  public Accuracy accuracy(List<Row> rows) throws IOException, InterruptedException {
    return of(rows).accuracy().orElseThrow(() -> new IllegalStateException("no row has a label"));
  }

  private static Score score(Map<String, String> truth, Endings endings) {
    Score score = new Score(truth);
    endings
        .predictions()
        .forEach(
            (requestId, prediction) -> {
              if (truth.containsKey(requestId)) {
                score.add(prediction);
              }
            });
    return score;
  }
}
