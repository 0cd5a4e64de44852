package dev.millrace.bedrock.model;

import java.util.List;

/**
 * What a chat model is given, whatever the protocol it came in.
 *
 * @param modelId as it was called
 * @param system instructions; empty where there are none
 * @param turns the conversation, oldest first, at least one
 * @param bounds where the answer ends at the latest
 */
public record ChatPrompt(String modelId, String system, List<Turn> turns, Bounds bounds) {

  /**
   * One message.
   *
   * @param role user or assistant
   */
  public record Turn(String role, String text) {}

  /**
   * Where an answer ends at the latest.
   *
   * @param maxTokens at least 1
   * @param stopSequences the answer ends before the first of them; none is empty
   */
  public record Bounds(int maxTokens, List<String> stopSequences) {

    public Bounds {
      stopSequences = List.copyOf(stopSequences);
      if (maxTokens < 1 || stopSequences.contains("")) {
        throw new IllegalArgumentException("an answer has at least one token, a sequence one sign");
      }
    }
  }

  public ChatPrompt {
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("a prompt has at least one message");
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
