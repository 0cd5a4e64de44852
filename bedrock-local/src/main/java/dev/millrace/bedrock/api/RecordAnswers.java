package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.model.TokenUsage;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers records of batch jobs by the models and guardrails that answer calls. It takes no quota
 * and meters nothing.
 */
public final class RecordAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(RecordAnswers.class);

  private final Backend backend;
  private final WholeAnswers answers;

  /** Which operation a record is the body of. */
  public enum Kind {
    INVOKE_MODEL(ModelOperation.INVOKE_MODEL),
    CONVERSE(ModelOperation.CONVERSE);

    private final ModelOperation operation;

    Kind(ModelOperation operation) {
      this.operation = operation;
    }

    /** As the service model spells it. */
    public String word() {
      return operation.word();
    }
  }

  /** What became of a record. */
  public sealed interface Outcome {

    /**
     * It was answered.
     *
     * @param body the reply
     * @param usage what it cost
     * @param metadata what its requestMetadata says
     * @param baseModelId what answered, where the job names something that stands for it
     */
    record Answered(
        ObjectNode body,
        TokenUsage usage,
        Map<String, String> metadata,
        Optional<String> baseModelId)
        implements Outcome {}

    /** It was not, and costs nothing. */
    record Failed(int code, String message) implements Outcome {}
  }

  public RecordAnswers(Backend backend, Conditions conditions, InstantSource clock) {
    this.backend = backend;
    this.answers = new WholeAnswers(backend, conditions, new Unmetered(conditions, clock));
  }

  /** Whether anything answers to the name of a model. */
  public boolean answersTo(String model) {
    return backend.answersTo(model);
  }

  /**
   * Answers one.
   *
   * @param id of the record, for the answers that tell it
   * @param model as the job names it
   */
  public CompletionStage<Outcome> answer(String id, String model, Kind kind, JsonNode input) {
    try {
      Target target = backend.target(id, model);
      CallOptions options =
          kind == Kind.CONVERSE
              ? CallOptions.ofConverse(input)
              : new CallOptions(Map.of(), Optional.empty());
      CompletionStage<WholeAnswer> answer =
          kind == Kind.CONVERSE
              ? answers.converse(target, input)
              : answers.invoke(target, input, options);
      return answer
          .<Outcome>thenApply(
              whole ->
                  new Outcome.Answered(
                      whole.body(), whole.usage(), options.metadata(), target.base()))
          .exceptionally(RecordAnswers::failed);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static Outcome failed(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof AwsError error) {
      return new Outcome.Failed(error.status(), String.valueOf(error.getMessage()));
    }
    LOG.error("a record of a batch job cannot be answered", cause);
    return new Outcome.Failed(500, "The endpoint failed; its log has the reason.");
  }
}
