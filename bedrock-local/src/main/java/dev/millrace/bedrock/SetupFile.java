package dev.millrace.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.OpenAiModel;
import dev.millrace.bedrock.model.ScriptedModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads which models are not the zero-shot one, and which guardrails there are.
 *
 * <p><i>Shape</i>: JSON.
 *
 * <pre>{@code
 * {
 *   "models": {
 *     "meta.": {"forward": {"address": "http://127.0.0.1:11434/v1", "model": "llama3.2"}},
 *     "amazon.nova-pro": {"script": [{"words": "refund", "answer": "billing"}], "otherwise": "bug"}
 *   },
 *   "guardrails": {
 *     "nosecrets": {"words": ["password"], "message": "I must not say."}
 *   }
 * }
 * }</pre>
 *
 * <p><i>Failure</i>: every problem is told, and what has one is left out.
 */
final class SetupFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Path file;
  private final Consumer<String> problems;

  private SetupFile(Path file, Consumer<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * What the file says.
   *
   * @param models by the beginning of their ids
   * @param guardrails by id
   */
  record Setup(Map<String, ChatModel> models, Map<String, Guardrail> guardrails) {

    static final Setup EMPTY = new Setup(Map.of(), Map.of());
  }

  static Setup read(Path file, Consumer<String> problems) {
    try {
      return new SetupFile(file, problems).setup(JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      problems.accept("bedrock.setup-file: " + file + " cannot be read: " + firstLine(e));
      return Setup.EMPTY;
    }
  }

  private Setup setup(JsonNode root) {
    knows(root, "the file", Set.of("models", "guardrails"));
    Map<String, ChatModel> models = new HashMap<>();
    root.path("models")
        .properties()
        .forEach(
            entry ->
                model("models." + entry.getKey(), entry.getValue())
                    .ifPresent(model -> models.put(entry.getKey(), model)));
    Map<String, Guardrail> guardrails = new HashMap<>();
    root.path("guardrails")
        .properties()
        .forEach(
            entry ->
                guardrail("guardrails." + entry.getKey(), entry.getValue())
                    .ifPresent(guardrail -> guardrails.put(entry.getKey(), guardrail)));
    return new Setup(models, guardrails);
  }

  private Optional<ChatModel> model(String where, JsonNode model) {
    if (model.has("forward") == model.has("script")) {
      problem(where, "has neither forward nor script, or both: give one of them");
      return Optional.empty();
    }
    return model.has("forward")
        ? forward(where + ".forward", model)
        : Optional.of(scripted(where, model));
  }

  private Optional<ChatModel> forward(String where, JsonNode model) {
    knows(model, where, Set.of("forward"));
    JsonNode forward = model.path("forward");
    knows(forward, where, Set.of("address", "model"));
    String name = text(where + ".model", forward.path("model"));
    String address = text(where + ".address", forward.path("address"));
    if (!address.startsWith("http://") && !address.startsWith("https://")) {
      problem(where + ".address", "is not an http or https address");
      return Optional.empty();
    }
    try {
      return Optional.of(new OpenAiModel(URI.create(address), name));
    } catch (IllegalArgumentException e) {
      problem(where + ".address", "is not an address");
      return Optional.empty();
    }
  }

  private ChatModel scripted(String where, JsonNode model) {
    knows(model, where, Set.of("script", "otherwise"));
    List<ScriptedModel.Rule> rules = new ArrayList<>();
    for (JsonNode rule : model.path("script")) {
      knows(rule, where + ".script", Set.of("words", "answer"));
      rules.add(
          new ScriptedModel.Rule(
              text(where + ".script.words", rule.path("words")),
              text(where + ".script.answer", rule.path("answer"))));
    }
    return new ScriptedModel(rules, text(where + ".otherwise", model.path("otherwise")));
  }

  private Optional<Guardrail> guardrail(String where, JsonNode guardrail) {
    knows(guardrail, where, Set.of("words", "message"));
    List<String> words = new ArrayList<>();
    guardrail.path("words").forEach(word -> words.add(text(where + ".words", word)));
    String message = text(where + ".message", guardrail.path("message"));
    if (words.isEmpty() || words.contains("")) {
      problem(where + ".words", "is empty or has an empty word: list the words to block");
      return Optional.empty();
    }
    return Optional.of(new Guardrail(words, message));
  }

  private String text(String where, JsonNode value) {
    if (!value.isTextual()) {
      problem(where, "is not a text");
    }
    return value.asText();
  }

  private void knows(JsonNode object, String where, Set<String> members) {
    if (!object.isObject()) {
      problem(where, "is not an object");
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                problem(where, "has an unknown member " + name + ", expected one of " + members);
              }
            });
  }

  private void problem(String where, String what) {
    problems.accept("bedrock.setup-file: in " + file + ", " + where + " " + what);
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }
}
