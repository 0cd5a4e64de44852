package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells how many answers there are, besides keeping them elsewhere. */
final class CountedAnswers implements AnswerStore {

  private final AnswerStore store;
  private final AtomicInteger count;

  CountedAnswers(AnswerStore store, AtomicInteger count) {
    this.store = store;
    this.count = count;
  }

  @Override
  public Map<String, ModelAnswer> read(String model) throws IOException {
    Map<String, ModelAnswer> answers = store.read(model);
    count(model, answers);
    return answers;
  }

  @Override
  public void add(String model, Map<String, ModelAnswer> answers) throws IOException {
    store.add(model, answers);
    count(model, answers);
  }

  private void count(String model, Map<String, ModelAnswer> answers) {
    if (!model.equals(EvaluationRun.LOST)) {
      count.addAndGet(answers.size());
    }
  }
}
