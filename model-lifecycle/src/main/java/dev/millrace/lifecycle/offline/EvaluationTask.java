package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.dataset.EvaluationExamples;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.domain.evaluation.Examination;
import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.domain.evaluation.PairedAnswers;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.OfflineCall;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
  private final Purse purse;

  EvaluationTask(EvaluationOrder order, BackgroundEvaluations.Tools tools) {
    this.order = order;
    this.tools = tools;
    this.purse = new Purse(order.budget());
  }

  /** What its calls are called in the ledger and in the endpoint's invocation log. */
  static String callsOf(Run run) {
    return "evaluation " + run.name();
  }

  /** No further call is made; those under way are waited for. */
  void stop() {
    purse.shut();
  }

  boolean isStopped() {
    return purse.isShut();
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
            examination.verdict(), metrics(examination, found.erased()), spent(complete.answers()));
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

  /** With what was left out, where anything was. */
  private static Map<String, Double> metrics(Examination examination, int erased) {
    Map<String, Double> metrics = new HashMap<>(examination.metrics());
    if (erased > 0) {
      metrics.put("erasedExamples", (double) erased);
    }
    return metrics;
  }

  private EvaluationRun.Result asked(List<LabelledRequest> examples)
      throws IOException, InterruptedException {
    List<EvaluationRun.Asked> all = examples.stream().map(this::asked).toList();
    String name = callsOf(order.run());
    Function<String, OfflineLedger.Whose> whose = whose(examples);
    AnswerStore answers = new CountedAnswers(tools.answers().apply(order), answered);
    EvaluationRun run = new EvaluationRun(answers, tools.terms(), tools.clock());
    // Of an earlier life: their answers will not come any more, and may be paid for.
    keepLost(run, tools.lost().open(name));
    try (Model champion = tools.models().open(order.champion(), name, whose);
        Model candidate = tools.models().open(order.candidate(), name, whose)) {
      return run.run(all, champion, candidate, purse);
    } finally {
      keepLost(run, tools.lost().lost(name));
    }
  }

  /** What they can have cost counts for the budget, in this life and in those to come. */
  private void keepLost(EvaluationRun run, List<OfflineCall> calls) throws IOException {
    Map<String, BigDecimal> costs = new HashMap<>();
    calls.forEach(
        call ->
            costs.put(call.getId(), Optional.ofNullable(call.getCost()).orElse(BigDecimal.ZERO)));
    run.keepLost(costs);
    tools.lost().book(calls);
  }

  /** Who is charged for a question: the tenant whose request it was. */
  private Function<String, OfflineLedger.Whose> whose(List<LabelledRequest> examples) {
    Map<String, String> tenants = new HashMap<>();
    examples.forEach(example -> tenants.put(example.id(), example.tenant()));
    return id -> new OfflineLedger.Whose(tenants.getOrDefault(id, ""), order.run().pipeline(), 0);
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
      case UNPRICED ->
          "the champion or the candidate has no price, so the budget of the evaluation cannot hold:"
              + " publish one (millrace prices publish)";
      case STOPPED -> "nobody wants it for now";
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
