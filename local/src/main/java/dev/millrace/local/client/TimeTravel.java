package dev.millrace.local.client;

import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.inference.domain.AnswerSchema;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.PromptRenderer;
import dev.millrace.lifecycle.offline.Model;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.lifecycle.offline.Purse;
import dev.millrace.lifecycle.offline.Question;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.lifecycle.offline.Said;
import dev.millrace.local.domain.Told;
import dev.millrace.local.domain.TravelReport;
import dev.millrace.record.InferenceRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a model what was asked in the past, and holds its answers against those that were given
 * then.
 *
 * <p>Each request is asked for itself and once: without repair, guardrail, cache, stand-ins and
 * shared calls. Nothing is written to a topic but what it cost, by the model.
 */
public final class TimeTravel {

  private final Model model;
  private final AnswerParser parser;
  private final InstantSource clock;

  /** Takes what one request was and is answered with. */
  @FunctionalInterface
  public interface Outlet {

    /** Takes one, in the order in which the answers come. */
    void add(InferenceRequest request, Told then, Told now);
  }

  /**
   * What came of it.
   *
   * @param end why it ended
   * @param asked requests that were asked for
   * @param left requests without an answer, because money or time ran out or the endpoint was busy
   * @param incomparable requests that no model had its say about then
   */
  public record Result(
      OfflineRun.End end, TravelReport report, int asked, int left, int incomparable) {}

  public TimeTravel(Model model, AnswerParser parser, InstantSource clock) {
    this.model = model;
    this.parser = parser;
    this.clock = clock;
  }

  /**
   * Travels.
   *
   * @param schema what objects have to look like; absent where any will do
   */
  public Result through(
      Past past, Optional<AnswerSchema> schema, OfflineRun.Terms terms, Purse purse, Outlet outlet)
      throws InterruptedException {
    Map<String, InferenceRequest> requests = new HashMap<>();
    List<Question> questions = new ArrayList<>();
    for (InferenceRequest request : past.requests()) {
      if (past.said().containsKey(request.getRequestId())
          && requests.put(request.getRequestId(), request) == null) {
        questions.add(question(request, schema));
      }
    }
    TravelReport report = new TravelReport();
    OfflineRun.End end =
        new OfflineRun(model, terms, purse, clock)
            .run(
                questions,
                (question, reply) -> {
                  if (reply.next() == Reply.Next.ASK_AGAIN) {
                    // The endpoint was busy or away to the end: that is no answer.
                    return;
                  }
                  InferenceRequest request = requests.remove(question.id());
                  Told then = past.said().get(question.id());
                  if (request == null || then == null) {
                    throw new AssertionError("an answer to a question that was not asked");
                  }
                  Told now = told(request, reply.said(), schema);
                  report.add(then, now, Optional.ofNullable(past.truths().get(question.id())));
                  outlet.add(request, then, now);
                });
    return new Result(
        end,
        report,
        questions.size() - requests.size(),
        requests.size(),
        past.requests().size() - questions.size());
  }

  private static Question question(InferenceRequest request, Optional<AnswerSchema> schema) {
    if (PromptRenderer.render(request, schema) instanceof ModelInput.Chat chat) {
      return new Question(
          request.getRequestId(), chat.system(), chat.user(), chat.maxTokens(), chat.temperature());
    }
    throw new IllegalStateException(
        "pipeline "
            + request.getPipeline()
            + " makes embeddings, and these are not compared: replay one that answers in words");
  }

  private Told told(InferenceRequest request, Said said, Optional<AnswerSchema> schema) {
    Optional<String> answer =
        said.text()
            .flatMap(
                text -> {
                  Answer read = parser.parse(request, new CallResult.Content.Text(text), schema);
                  if (read instanceof Answer.Label label) {
                    return Optional.of(label.label());
                  }
                  return read instanceof Answer.Text known
                      ? Optional.of(known.text())
                      : Optional.empty();
                });
    return new Told(answer, said.usage().stream().toList(), said.cost(), said.latencyMillis());
  }
}
