package dev.millrace.bedrock.model;

import java.util.List;

/**
 * What a chat model is given, whatever the protocol it came in.
 *
 * @param modelId as it was called
 * @param system instructions; empty where there are none
 * @param turns the conversation, oldest first, at least one
 * @param maxTokens upper bound of the answer
 */
public record ChatPrompt(String modelId, String system, List<Turn> turns, int maxTokens) {

  /**
   * One message.
   *
   * @param role user or assistant
   */
  public record Turn(String role, String text) {}

  public ChatPrompt {
    turns = List.copyOf(turns);
    if (turns.isEmpty() || maxTokens < 1) {
      throw new IllegalArgumentException(
          "a prompt has at least one message and one token to answer with");
    }
  }

  /** The last thing that was said. */
  public String question() {
    return turns.get(turns.size() - 1).text();
  }

  /** Estimated tokens of everything that is read. */
  public long inputTokens() {
    return Tokens.count(system) + turns.stream().mapToLong(turn -> Tokens.count(turn.text())).sum();
  }
}
