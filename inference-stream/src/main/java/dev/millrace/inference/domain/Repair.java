package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one attempt to have a request's invalid answer put right, by the model that gave it: it is
 * shown its answer, and what is wrong with it.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class Repair {

  private static final String LABEL =
      "That is none of the labels. Answer with exactly one of the labels and nothing else.";

  private final InferenceRequest request;
  private final boolean wanted;
  private @Nullable Pending pending;
  private boolean used;

  /**
   * An answer that waits to be put right.
   *
   * @param by who gave it
   * @param question what that model is asked
   */
  private record Pending(ModelRoute by, Flaw flaw, ModelInput.Chat question) {}

  /**
   * What is wrong with an answer.
   *
   * @param stop why the model stopped, in the endpoint's words
   */
  record Flaw(String detail, String stop) {

    @Override
    public String toString() {
      return detail + " (the model stopped with " + stop + ")";
    }
  }

  Repair(InferenceRequest request, boolean wanted) {
    this.request = request;
    this.wanted =
        wanted
            && (request.getTask() == Task.CLASSIFICATION || request.getTask() == Task.EXTRACTION);
  }

  /** Takes up an invalid answer, and says whether it can be put right. */
  boolean take(ModelCall call, CallResult.Answered reply, Answer.Invalid invalid) {
    pending = null;
    if (used
        || !wanted
        || !(call.input() instanceof ModelInput.Chat chat)
        || !(reply.content() instanceof CallResult.Content.Text text)
        // A conversation cannot hold a message without words.
        || text.text().isBlank()) {
      return false;
    }
    used = true;
    pending =
        new Pending(
            call.route(),
            new Flaw(invalid.detail(), reply.stopReason()),
            chat.corrected(new ModelInput.Correction(text.text(), objection(invalid)))
                .within(PromptRenderer.mostTokens(request)));
    return true;
  }

  private String objection(Answer.Invalid invalid) {
    return request.getTask() == Task.CLASSIFICATION
        ? LABEL
        : "That cannot be used: "
            + invalid.detail()
            + ". Answer with the corrected JSON object and nothing else.";
  }

  /** What a model is to be asked in place of the request's own question. */
  Optional<ModelInput> question(ModelRoute of) {
    return waiting(of).map(Pending::question);
  }

  /**
   * What is wrong with the answer of a model that waits to be put right; absent where none does.
   */
  Optional<Flaw> flaw(@Nullable ModelRoute of) {
    return waiting(of).map(Pending::flaw);
  }

  /** Whether one was made. */
  boolean wasUsed() {
    return used;
  }

  private Optional<Pending> waiting(@Nullable ModelRoute of) {
    return Optional.ofNullable(pending).filter(one -> one.by().equals(of));
  }
}
