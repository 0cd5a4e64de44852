package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Change;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Order.Answer;
import dev.millrace.lifecycle.domain.run.RunOrders;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.ModelRun;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The runs of all pipelines, and what operators may do about them: an order is carried out at once,
 * in turn with the steps of the job, which goes on from what it finds.
 */
public final class RunBoard {

  private final Supplier<RunJournal> journals;
  private final Supplier<List<ModelRun>> runs;
  private final InstantSource clock;

  public RunBoard(KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    this(
        () -> TopicJournal.open(kafka, registry, clock),
        () -> {
          AvroCodec<ModelRun> codec = new AvroCodec<>(Topics.MODEL_RUNS, registry);
          return new TopicReader(kafka, registry)
              .newest(Topics.MODEL_RUNS).values().stream().map(codec::decode).toList();
        },
        clock);
  }

  RunBoard(Supplier<RunJournal> journals, Supplier<List<ModelRun>> runs, InstantSource clock) {
    this.journals = journals;
    this.runs = runs;
    this.clock = clock;
  }

  /** The newest run of each pipeline that had one, by pipeline. */
  public List<ModelRun> runs() {
    return runs.get().stream().sorted(Comparator.comparing(ModelRun::getPipeline)).toList();
  }

  /**
   * Carries an order out.
   *
   * @param by who gives it
   * @throws IOException where nothing was written, or nobody said whether it was
   */
  public Answer give(String pipeline, Order order, String by) throws IOException {
    // Asked again where another writer came between: the last answer counts.
    List<Answer> answers = new ArrayList<>();
    try (RunJournal journal = journals.get()) {
      Optional<Turn> unused =
          journal.write(
              pipeline,
              by,
              (run, lineup) -> {
                Change change = new Change(by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                Answer answer = RunOrders.answer(run, order, lineup, change);
                answers.add(answer);
                return answer instanceof Answer.Done done
                    ? Optional.of(done.turn())
                    : Optional.empty();
              });
    }
    return answers.get(answers.size() - 1);
  }
}
