package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.domain.evaluation.Examination;
import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.domain.evaluation.PairedAnswers;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluation.
 *
 * <p><i>Threads</i>: one does it, any asks how far it is.
 */
final class EvaluationTask {

  private static final Logger LOG = LoggerFactory.getLogger(EvaluationTask.class);

  private final EvaluationOrder order;
  private final BackgroundEvaluations.Tools tools;
  private final AtomicInteger needed = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  EvaluationTask(EvaluationOrder order, BackgroundEvaluations.Tools tools) {
    this.order = order;
    this.tools = tools;
  }

  EvaluationState running() {
    int of = needed.get();
    return new EvaluationState.Running(Math.min(of, answered.get()), of);
  }

  EvaluationState run() {
    try {
      EvaluationExamples.Found found = tools.examples().of(order.dataset(), order.live());
      needed.set(2 * found.all().size());
      EvaluationRun.Result result = asked(found.all());
      if (result instanceof EvaluationRun.Result.Incomplete incomplete) {
        return new EvaluationState.Incomplete(
            incomplete.missing() + " answers are missing: " + why(incomplete.end()));
      }
      if (result instanceof EvaluationRun.Result.Complete complete) {
        Examination examination = Examination.of(complete.answers(), found.recent(), order.terms());
        return new EvaluationState.Judged(
            examination.verdict(), examination.metrics(), spent(complete.answers()));
      }
      throw new AssertionError(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EvaluationState.Incomplete("it was interrupted");
    } catch (IOException | RuntimeException e) {
      LOG.warn("the evaluation {} cannot go on", order.run().name(), e);
      return new EvaluationState.Incomplete(
          "examples or answers cannot be read or kept: "
              + e.getClass().getSimpleName()
              + "; the log has the reason");
    }
  }

  private EvaluationRun.Result asked(List<LabelledRequest> examples)
      throws IOException, InterruptedException {
    List<EvaluationRun.Asked> all = examples.stream().map(this::asked).toList();
    String name = "evaluation " + order.run().name();
    String pipeline = order.run().pipeline();
    try (Model champion = tools.models().open(order.champion(), name, pipeline);
        Model candidate = tools.models().open(order.candidate(), name, pipeline)) {
      AnswerStore answers = new CountedAnswers(tools.answers().apply(order), answered);
      return new EvaluationRun(answers, tools.terms(), tools.clock())
          .run(all, champion, candidate, order.budget());
    }
  }

  private EvaluationRun.Asked asked(LabelledRequest example) {
    return new EvaluationRun.Asked(
        new Example(example.id(), example.truth().label(), example.segment()),
        new Question(
            example.id(),
            Optional.of(example.system()),
            example.user(),
            example.maxTokens(),
            OptionalDouble.of(0)),
        order.dataset().labels());
  }

  private static String why(OfflineRun.End end) {
    return switch (end) {
      case DONE -> "the endpoint was busy or away";
      case NO_MONEY -> "the budget of the evaluation is used up; raise it";
      case NO_TIME -> "it took too long for once, and goes on when it is asked for again";
    };
  }

  private static Optional<BigDecimal> spent(List<PairedAnswers> answers) {
    BigDecimal sum = BigDecimal.ZERO;
    List<ModelAnswer> all = new ArrayList<>();
    answers.forEach(
        pair -> {
          all.add(pair.champion());
          all.add(pair.candidate());
        });
    for (ModelAnswer answer : all) {
      if (answer.cost().isEmpty()) {
        return Optional.empty();
      }
      sum = sum.add(answer.cost().get());
    }
    return Optional.of(sum);
  }
}
