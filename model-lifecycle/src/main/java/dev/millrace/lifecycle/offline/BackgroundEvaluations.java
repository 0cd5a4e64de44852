package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Evaluations;
import dev.millrace.lifecycle.work.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks and judges on threads of its own. Answers are kept in the bucket as they come: after a kill
 * nobody is asked twice, but for what was under way. What calls may have taken whose end nobody
 * heard counts for the budget, and is booked.
 *
 * <p><i>Threads</i>: one asks for evaluations and stops them.
 */
public final class BackgroundEvaluations implements Evaluations, AutoCloseable {

  /** One pipeline must not wait for another's evaluation, and few are retrained at once. */
  private static final int AT_ONCE = 2;

  /** Between two looks for calls that nobody waits for any more. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  private static final Duration STOP = Duration.ofSeconds(10);

  private final Tools tools;
  private final Background<EvaluationState> background =
      new Background<>("millrace-evaluations", AT_ONCE);
  private final Map<EvaluationOrder, EvaluationTask> tasks = new ConcurrentHashMap<>();

  private Instant nextLook = Instant.MIN;

  /**
   * What evaluations are done with.
   *
   * @param answers where those of an evaluation are kept
   * @param terms of each evaluation, which is a run
   */
  public record Tools(
      EvaluationExamples examples,
      Function<EvaluationOrder, AnswerStore> answers,
      Models models,
      LostCalls lost,
      OfflineRun.Terms terms,
      InstantSource clock) {}

  public BackgroundEvaluations(Tools tools) {
    this.tools = tools;
  }

  @Override
  public EvaluationState poll(EvaluationOrder order) {
    EvaluationTask task = tasks.computeIfAbsent(order, fresh -> new EvaluationTask(fresh, tools));
    Optional<EvaluationState> ended = background.poll(order, task::run);
    ended.ifPresent(state -> tasks.remove(order));
    // One that was stopped, and is wanted again, begins again with the next question.
    return ended.filter(state -> !task.isStopped()).orElseGet(task::running);
  }

  @Override
  public void keepOnly(Set<Run> runs) {
    tasks.forEach(
        (order, task) -> {
          if (!runs.contains(order.run())) {
            task.stop();
            if (background.forget(order)) {
              tasks.remove(order);
            }
          }
        });
    Instant now = tools.clock().instant();
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK);
      tools
          .lost()
          .bookAllBut(runs.stream().map(EvaluationTask::callsOf).collect(Collectors.toSet()));
    }
  }

  @Override
  public void stopAll() {
    tasks.values().forEach(EvaluationTask::stop);
  }

  /**
   * Those under way may end what they have asked; what takes longer is booked by whoever is next.
   */
  @Override
  public void close() {
    stopAll();
    background.end(STOP);
  }
}
