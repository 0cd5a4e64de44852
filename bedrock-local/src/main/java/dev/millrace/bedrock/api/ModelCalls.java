package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ChatPrompt;
import dev.millrace.bedrock.model.StopReason;
import dev.millrace.bedrock.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has models answer, and lets nobody see an answer before its course is through.
 *
 * <p><i>Shape</i>: guardrail on the question, model, guardrail on the answer.
 *
 * <p><i>Failure</i>: a model that fails ends the call with a ModelErrorException and is not
 * metered.
 */
final class ModelCalls {

  private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);

  private final Backend backend;
  private final Course course;

  ModelCalls(Backend backend, Course course) {
    this.backend = backend;
    this.course = course;
  }

  CompletionStage<Answered> chat(
      Target target, ModelOperation operation, ChatPrompt prompt, CallOptions options) {
    ChatModel model = backend.model(prompt.modelId());
    Optional<Guardrail> guardrail =
        options
            .guardrail()
            .map(choice -> backend.guardrail(choice).orElseThrow(AwsError::unknownGuardrail));
    Work work =
        new Work(
            operation,
            texts(prompt),
            new Work.Reserved(prompt.inputTokens(), prompt.bounds().maxTokens()),
            options.metadata());
    return course
        .perform(target, work, () -> guarded(model, prompt, guardrail))
        .thenApply(
            done -> {
              ChatAnswer answer =
                  done.fault().isPresent() && done.fault().get() instanceof Effect.HalfAnswer half
                      ? done.answer().halved(prompt, half.words())
                      : done.answer();
              return new Answered(target.id(), prompt, answer, done.latencyMillis(), done.fault());
            });
  }

  /** The course of an embedding, which says nothing; the stage ends when it may be given. */
  CompletionStage<Course.Done> embed(Target target, EmbeddingBody embedding, CallOptions options) {
    backend.model(target.model());
    TokenUsage usage = new TokenUsage(embedding.tokens(), 0);
    Work work =
        new Work(
            ModelOperation.INVOKE_MODEL,
            embedding.texts(),
            new Work.Reserved(usage.inputTokens(), 0),
            options.metadata());
    ChatAnswer silent = new ChatAnswer("", StopReason.END_TURN, Optional.empty(), usage);
    return course.perform(target, work, () -> CompletableFuture.completedFuture(silent));
  }

  private static List<String> texts(ChatPrompt prompt) {
    List<String> texts = new ArrayList<>();
    texts.add(prompt.system());
    prompt.turns().forEach(turn -> texts.add(turn.text()));
    return texts;
  }

  /** It looks at all messages, and not at the instructions. */
  private static CompletionStage<ChatAnswer> guarded(
      ChatModel model, ChatPrompt prompt, Optional<Guardrail> guardrail) {
    return guardrail
        .flatMap(
            guard ->
                guard.refusalOfInput(prompt.turns().stream().map(ChatPrompt.Turn::text).toList()))
        .<CompletionStage<ChatAnswer>>map(
            message -> CompletableFuture.completedFuture(refused(message)))
        .orElseGet(() -> ask(model, prompt).thenApply(answer -> passed(guardrail, answer)));
  }

  private static ChatAnswer refused(String message) {
    return new ChatAnswer(
        message, StopReason.GUARDRAIL_INTERVENED, Optional.empty(), TokenUsage.NONE);
  }

  private static ChatAnswer passed(Optional<Guardrail> guardrail, ChatAnswer answer) {
    return guardrail
        .flatMap(guard -> guard.refusalOfOutput(answer.text()))
        .map(answer::blocked)
        .orElse(answer);
  }

  private static CompletionStage<ChatAnswer> ask(ChatModel model, ChatPrompt prompt) {
    CompletionStage<ChatAnswer> answer;
    try {
      answer = model.answer(prompt);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(
        e -> {
          Throwable cause = e instanceof CompletionException ? e.getCause() : e;
          LOG.warn("the model behind {} failed", prompt.modelId(), cause);
          throw AwsError.model("The model behind " + prompt.modelId() + " failed");
        });
  }
}
