package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.NOON;
import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.rollout.StepCounts;
import dev.millrace.lifecycle.domain.rollout.VersionCounts;
import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Runs;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.lifecycle.domain.statistics.Moments;
import dev.millrace.record.Approval;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Governance;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.Models;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A pipeline, the work that is done for it, and a desk that may be killed and started again. */
final class RunWorld {

  static final Pace PACE =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          new Pace.Shadow(20, Duration.ofMinutes(30)),
          BigDecimal.ONE);

  final MemoryTopics topics;
  final FakeWork work;
  Instant now = NOON;

  /** How many of 400 labelled answers of each version are right, at every share. */
  int championRight = 200;

  int candidateRight = 380;

  /** Whether the candidate is asked anything at all. */
  boolean hasTraffic = true;

  private RunDesk desk;

  RunWorld(Kill kill) {
    topics = new MemoryTopics(kill);
    work = new FakeWork(kill);
    topics.put(Runs.version(1, ModelState.CHAMPION));
    topics.put(spec());
    desk = desk();
  }

  static PipelineSpec spec() {
    return PipelineSpec.newBuilder()
        .setPipeline(PIPELINE)
        .setRevision(1)
        .setTask(Task.CLASSIFICATION)
        .setGovernance(new Governance(Map.of(), 1000, 1000L))
        .setPrompt(
            new PromptTemplate(null, "{{event}}", List.of("bug", "billing"), 16, null, true, false))
        .setModels(new Models("model-1", List.of(), null))
        .setBatching(new Batching(1, 0L, BatchingMode.SINGLE))
        .setRetraining(Runs.terms(Approval.AUTOMATIC, 0.1, 0.5, 1.0))
        .setYaml("")
        .setAppliedAt(Instant.EPOCH)
        .build();
  }

  /** All that is in memory is gone. */
  void restart() {
    topics.isAuditRead = false;
    desk = desk();
  }

  /** Another instance goes on. */
  void handOver() {
    desk.end();
  }

  void round(RetrainingEvent... events) {
    now = now.plusSeconds(1);
    desk.round(new Round(List.of(events), counts()));
  }

  ModelRun run() {
    return topics.run(PIPELINE).orElseThrow();
  }

  /** From the next run on, a candidate that passed the gate waits for an operator. */
  void approvedByPeople() {
    topics.put(
        PipelineSpec.newBuilder(spec())
            .setRetraining(Runs.terms(Approval.MANUAL, 0.1, 0.5, 1.0))
            .build());
  }

  /** What an operator wants, as it is carried out at once. */
  void order(Order order) {
    assertThat(answer(order)).isInstanceOf(Order.Answer.Done.class);
  }

  /** The same, where it may be refused. */
  Order.Answer answer(Order order) {
    try {
      return new RunBoard(() -> topics, () -> List.copyOf(topics.runs()), () -> now)
          .give(PIPELINE, order, "ann");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isDone() {
    return topics.run(PIPELINE).filter(Stages::isDone).isPresent();
  }

  RunDesk desk() {
    return new RunDesk(
        topics, topics, new RunLook(topics, work.work(), PACE, () -> now), () -> now);
  }

  /** All of it on the thread that asks. */
  static Rounds rounds(RunDesk desk) {
    return new Rounds() {
      @Override
      public void look(Round round) {
        desk.round(round);
      }

      @Override
      public void end() {
        desk.end();
      }
    };
  }

  private Map<String, StepCounts> counts() {
    return topics
        .run(PIPELINE)
        .filter(run -> hasTraffic && Stages.isCounted(run))
        .map(
            run ->
                Map.of(
                    PIPELINE,
                    new StepCounts(
                        run.getSince(),
                        Map.of(
                            run.getChampion(),
                            labelled(championRight),
                            run.getVersion(),
                            labelled(candidateRight)))))
        .orElse(Map.of());
  }

  private static VersionCounts labelled(int right) {
    return new VersionCounts(400, 0, 400, right, Moments.NONE, Moments.NONE);
  }
}
