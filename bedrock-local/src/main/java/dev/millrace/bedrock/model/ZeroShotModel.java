package dev.millrace.bedrock.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A model without any training. Where the instructions hold a list of labels (lines that begin with
 * a hyphen), it answers with the one whose name is most like the question; where they ask for a
 * rating, with the {@link RatingQuestion likeness} of request and answer; where they ask for JSON,
 * with an object that holds the question's first words; else with those words themselves.
 *
 * <p>Weak on purpose: it is there so that a factory has something to improve on.
 */
public final class ZeroShotModel implements ChatModel {

  private static final int SUMMARY_WORDS = 20;

  /** Characters of \\uXXXX. */
  private static final int LONGEST_ESCAPE = 6;

  /** Instructions are few; beyond this many the oldest knowledge is simply computed again. */
  private static final int REMEMBERED = 256;

  /** Longer instructions are not worth their memory. */
  private static final int MAX_REMEMBERED_CHARACTERS = 65_536;

  private final ConcurrentMap<String, LabelProfiles> profiles = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<ChatAnswer> answer(ChatPrompt prompt) {
    return CompletableFuture.completedFuture(ChatAnswer.of(prompt, text(prompt)));
  }

  private String text(ChatPrompt prompt) {
    LabelProfiles known = profiles.get(prompt.system());
    if (known != null) {
      return known.best(prompt.question());
    }
    Optional<RatingQuestion> rating = RatingQuestion.of(prompt);
    if (rating.isPresent()) {
      return rating.get().rated();
    }
    List<String> labels = LabelList.of(prompt.system());
    if (!labels.isEmpty()) {
      return remembered(prompt.system(), new LabelProfiles(labels)).best(prompt.question());
    }
    String summary = firstWords(prompt.question());
    return prompt.system().contains("JSON")
        ? object(summary, prompt.bounds().maxTokens())
        : summary;
  }

  private LabelProfiles remembered(String system, LabelProfiles labels) {
    if (profiles.size() >= REMEMBERED) {
      profiles.clear();
    }
    if (system.length() <= MAX_REMEMBERED_CHARACTERS) {
      profiles.put(system, labels);
    }
    return labels;
  }

  private static String firstWords(String text) {
    String[] words = text.strip().split("\\s+", SUMMARY_WORDS + 1);
    return String.join(
        " ",
        words.length > SUMMARY_WORDS ? List.of(words).subList(0, SUMMARY_WORDS) : List.of(words));
  }

  /** An object that is whole within its bound, however much of the summary has to be escaped. */
  private static String object(String summary, int maxTokens) {
    return "{\"summary\":\""
        + escaped(Tokens.first(summary, maxTokens / (2 * LONGEST_ESCAPE)))
        + "\"}";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c == '"' || c == '\\') {
                escaped.append(String.format("\\u%04x", c));
              } else {
                escaped.append((char) c);
              }
            });
    return escaped.toString();
  }
}
