package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Evaluations;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks and judges on threads of its own. Answers are kept in the bucket: after a kill nobody is
 * asked twice, but for those of a part that was not full.
 */
public final class BackgroundEvaluations implements Evaluations, AutoCloseable {

  /** One pipeline must not wait for another's evaluation, and few are retrained at once. */
  private static final int AT_ONCE = 2;

  private final Tools tools;
  private final Background<EvaluationState> background =
      new Background<>("millrace-evaluations", AT_ONCE);
  private final Map<EvaluationOrder, EvaluationTask> tasks = new ConcurrentHashMap<>();

  /** What evaluations are done with. */
  record Tools(
      EvaluationExamples examples,
      Function<EvaluationOrder, AnswerStore> answers,
      Models models,
      OfflineRun.Terms terms,
      InstantSource clock) {}

  /**
   * Asks models of a source; each evaluation is a run on these terms.
   *
   * @param answers where those of an evaluation are kept
   */
  public BackgroundEvaluations(
      EvaluationExamples examples,
      Function<EvaluationOrder, AnswerStore> answers,
      Models models,
      OfflineRun.Terms terms,
      InstantSource clock) {
    this.tools = new Tools(examples, answers, models, terms, clock);
  }

  @Override
  public EvaluationState poll(EvaluationOrder order) {
    EvaluationTask task = tasks.computeIfAbsent(order, fresh -> new EvaluationTask(fresh, tools));
    return background
        .poll(order, task::run)
        .map(
            ended -> {
              tasks.remove(order);
              return ended;
            })
        .orElseGet(task::running);
  }

  @Override
  public void close() {
    background.close();
  }
}
