package dev.millrace.bedrock.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question that is several: the last paragraph of the instructions shows an array by index as the
 * form of the answer, and the message is an array of records by index.
 *
 * @param instructions without that paragraph
 * @param member name of the member that holds the answer to a record
 * @param asksForObjects whether the answer to a record is an object, not a text
 */
record PackedQuestion(
    ChatPrompt prompt,
    String instructions,
    String member,
    boolean asksForObjects,
    List<Question> records) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The form of the answer, as the instructions show it. */
  private static final Pattern FORM = Pattern.compile("\\[\\{\"i\":\\s*0,\\s*\"(\\w+)\":\\s*(.)");

  private static final String PARAGRAPH = "\n\n";

  /** One of the questions. */
  record Question(int index, String text) {}

  /** Reads a prompt; empty where it asks one question only. */
  static Optional<PackedQuestion> of(ChatPrompt prompt) {
    String system = prompt.system();
    int end = system.lastIndexOf(PARAGRAPH);
    String last = end < 0 ? system : system.substring(end + PARAGRAPH.length());
    Matcher form = FORM.matcher(last);
    if (!form.find()) {
      return Optional.empty();
    }
    return records(prompt.question())
        .map(
            records ->
                new PackedQuestion(
                    prompt,
                    end < 0 ? "" : system.substring(0, end),
                    form.group(1),
                    form.group(2).equals("{"),
                    records));
  }

  /** One of its records, asked alone. */
  ChatPrompt alone(Question question) {
    return new ChatPrompt(
        prompt.modelId(),
        instructions,
        List.of(new ChatPrompt.Turn("user", question.text())),
        new ChatPrompt.Bounds(
            Math.max(1, prompt.bounds().maxTokens() / records.size()), List.of()));
  }

  /** The answer to all. */
  String answer(List<String> answers) {
    ArrayNode array = JSON.createArrayNode();
    for (int i = 0; i < answers.size(); i++) {
      ObjectNode element = array.addObject().put("i", records.get(i).index());
      element.set(member, asksForObjects ? object(answers.get(i)) : text(answers.get(i)));
    }
    return array.toString();
  }

  /** The same answer, but half of what it says to the records that hold the words. */
  String halved(String answer, String words) {
    ArrayNode array = (ArrayNode) parsed(answer).filter(JsonNode::isArray).orElseThrow();
    for (JsonNode element : array) {
      boolean isMeant =
          records.stream()
              .filter(record -> record.index() == element.path("i").intValue())
              .anyMatch(record -> record.text().contains(words));
      JsonNode said = element.path(member);
      if (isMeant) {
        ((ObjectNode) element)
            .set(
                member,
                text(ChatAnswer.half(said.isTextual() ? said.textValue() : said.toString())));
      }
    }
    return array.toString();
  }

  /** A model that was to write an object and did not, has said something all the same. */
  private static JsonNode object(String answer) {
    return parsed(answer).filter(JsonNode::isObject).orElseGet(() -> text(answer));
  }

  private static JsonNode text(String answer) {
    return JSON.getNodeFactory().textNode(answer);
  }

  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<Question>> records(String message) {
    JsonNode array = parsed(message).orElseGet(JSON::createObjectNode);
    List<Question> records = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.path("i").isInt() || !element.path("text").isTextual()) {
        return Optional.empty();
      }
      records.add(new Question(element.path("i").intValue(), element.path("text").textValue()));
    }
    return array.isArray() && !records.isEmpty() ? Optional.of(records) : Optional.empty();
  }
}
