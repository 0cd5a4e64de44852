package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.ChatAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What happens around the work of a model. */
interface Course {

  /**
   * Work that is done.
   *
   * @param latencyMillis what it took
   * @param fault what goes wrong with the reply
   */
  record Done(ChatAnswer answer, long latencyMillis, Optional<Effect> fault) {}

  /** Has it done. */
  CompletionStage<Done> perform(
      Target target, Work work, Supplier<CompletionStage<ChatAnswer>> doing);
}
