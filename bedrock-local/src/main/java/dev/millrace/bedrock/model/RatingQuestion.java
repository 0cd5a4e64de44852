package dev.millrace.bedrock.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The question how good an answer is: the instructions show an object with a rating as the form of
 * the answer, and the message is an object with a request and the answer to it.
 *
 * <p>What is said to it is a likeness, not an understanding: an answer that takes up the words of
 * the request is rated high, whatever it says about them.
 */
record RatingQuestion(String request, String answer) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The form of the answer, as the instructions show it. */
  private static final Pattern FORM = Pattern.compile("\\{\"rating\":\\s*\\w+\\}");

  private static final int WORST = 1;
  private static final int STEPS = 4;

  /** Reads a prompt; empty where it asks for something else. */
  static Optional<RatingQuestion> of(ChatPrompt prompt) {
    if (!FORM.matcher(prompt.system()).find()) {
      return Optional.empty();
    }
    try {
      JsonNode message = JSON.readTree(prompt.question());
      return message.path("request").isTextual() && message.path("answer").isTextual()
          ? Optional.of(
              new RatingQuestion(
                  message.path("request").textValue(), message.path("answer").textValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** An object with the rating, 1 to 5. */
  String rated() {
    Set<String> asked = new HashSet<>(Words.stems(request));
    Set<String> said = new HashSet<>(Words.stems(answer));
    int fewer = Math.min(asked.size(), said.size());
    said.retainAll(asked);
    long rating = fewer == 0 ? WORST : WORST + Math.round((double) STEPS * said.size() / fewer);
    return "{\"rating\":" + rating + "}";
  }
}
