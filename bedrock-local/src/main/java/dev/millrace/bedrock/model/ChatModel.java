package dev.millrace.bedrock.model;

import java.util.concurrent.CompletionStage;

/** Answers prompts; may be called by many threads at once and does not block. */
@FunctionalInterface
public interface ChatModel {

  /** Answers; a failed stage becomes a ModelErrorException. */
  CompletionStage<ChatAnswer> answer(ChatPrompt prompt);
}
