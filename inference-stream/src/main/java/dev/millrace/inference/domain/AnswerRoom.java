package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Task;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * How much room one request gives its answer, where its pipeline does not say: as much as others
 * needed, so that the endpoint's quota holds back no more; all of it once that was too little.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class AnswerRoom {

  /** What an answer may need whatever others needed: quotes, a word around it, an empty object. */
  private static final int FEWEST_TOKENS = 16;

  private final InferenceRequest request;
  private final AnswerLengths lengths;
  private boolean wholeRoom;

  AnswerRoom(InferenceRequest request, AnswerLengths lengths) {
    this.request = request;
    this.lengths = lengths;
  }

  /** The question, with the room that its answer will need; never with more than it has. */
  ModelInput fit(ModelRoute route, ModelInput question) {
    if (wholeRoom || isBounded() || !(question instanceof ModelInput.Chat chat)) {
      return question;
    }
    OptionalInt bound = lengths.bound(kind(route));
    return bound.isEmpty()
        ? question
        : chat.within(Math.min(chat.maxTokens(), Math.max(fewest(), bound.getAsInt())));
  }

  /**
   * Notes how long an answer was, and says whether the room was what cut it short. Then the request
   * has all room from now on. What a shared call says of a record is whole, however it ended.
   */
  boolean cut(ModelCall call, CallResult.Answered reply, Answer answer) {
    if (isBounded()
        || !(call.input() instanceof ModelInput.Chat chat)
        || chat.correction().isPresent()) {
      return false;
    }
    boolean lacks = answer instanceof Answer.Invalid;
    boolean cut =
        StopReasons.cuts(reply.stopReason())
            && chat.maxTokens() < PromptRenderer.mostTokens(request)
            && (lacks || (request.getTask() == Task.GENERATION && !call.isShared()));
    if (cut) {
      wholeRoom = true;
      lengths.cutShort(kind(call.route()), chat.maxTokens());
    } else if (!lacks || !call.isShared()) {
      reply
          .report()
          .usage()
          .ifPresent(usage -> lengths.answered(kind(call.route()), usage.getOutputTokens()));
    }
    return cut;
  }

  /** A label seen seldom may be the longest: no token of text is shorter than a byte. */
  private int fewest() {
    return FEWEST_TOKENS
        + request.getPrompt().getLabels().stream()
            .mapToInt(label -> label.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(0);
  }

  private boolean isBounded() {
    return request.getMaxTokens() != null;
  }

  private AnswerLengths.Kind kind(ModelRoute route) {
    return new AnswerLengths.Kind(
        request.getPipeline(), request.getPromptRevision(), route.modelId());
  }
}
