package dev.millrace.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.batch.BatchConduct;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.OpenAiModel;
import dev.millrace.bedrock.model.PackedModel;
import dev.millrace.bedrock.model.ScriptedModel;
import dev.millrace.bedrock.training.TrainingConduct;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads which models are not the zero-shot one, how models behave, and which guardrails there are.
 *
 * <p><i>Shape</i>: JSON.
 *
 * <pre>{@code
 * {
 *   "seed": 7,
 *   "models": {
 *     "meta.": {"forward": {"address": "http://127.0.0.1:11434/v1", "model": "llama3.2"}},
 *     "amazon.nova-pro": {"script": [{"words": "refund", "answer": "billing"}], "otherwise": "bug"},
 *     "amazon.nova-micro": {
 *       "maxTokens": 5000,
 *       "quota": {"tokensPerMinute": 200000, "requestsPerMinute": 500},
 *       "latency": {"p50": "400ms", "p99": "3s", "perOutputToken": "5ms"},
 *       "faults": [{"effect": "no-reply", "probability": 0.001}]
 *     }
 *   },
 *   "guardrails": {
 *     "nosecrets": {"words": ["password"], "message": "I must not say."}
 *   },
 *   "batch": {"minRecords": 1, "queueing": "2s", "recordsPerSecond": 200},
 *   "training": {"takes": "2s", "deploying": "1s"}
 * }
 * }</pre>
 *
 * <p><i>Failure</i>: every problem is told, and what has one is left out.
 */
final class SetupFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Set<String> MODEL =
      Set.of("forward", "script", "otherwise", "maxTokens", "quota", "latency", "faults");

  private SetupFile() {}

  /**
   * What the file says.
   *
   * @param models by the beginning of their ids
   * @param guardrails by id
   */
  record Setup(
      Map<String, ChatModel> models,
      Map<String, Guardrail> guardrails,
      Conduct conduct,
      BatchConduct batch,
      TrainingConduct training) {

    static final Setup EMPTY =
        new Setup(Map.of(), Map.of(), Conduct.PERFECT, BatchConduct.USUAL, TrainingConduct.USUAL);
  }

  static Setup read(Path file, Consumer<String> problems) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      return setup(
          new SetupPart(
              "",
              root,
              problem -> problems.accept("bedrock.setup-file: in " + file + ", " + problem)),
          file);
    } catch (IOException e) {
      problems.accept("bedrock.setup-file: " + file + " cannot be read: " + firstLine(e));
      return Setup.EMPTY;
    }
  }

  private static Setup setup(SetupPart root, Path file) {
    root.knows(Set.of("seed", "models", "guardrails", "batch", "training"));
    Map<String, ChatModel> models = new HashMap<>();
    root.part("models")
        .parts()
        .forEach(
            entry -> model(entry.getValue()).ifPresent(model -> models.put(entry.getKey(), model)));
    Map<String, Guardrail> guardrails = new HashMap<>();
    root.part("guardrails")
        .parts()
        .forEach(
            entry ->
                SetupGuardrail.read(entry.getValue())
                    .ifPresent(guardrail -> guardrails.put(entry.getKey(), guardrail)));
    return new Setup(
        models,
        guardrails,
        SetupConduct.read(root, file.toAbsolutePath().getParent()),
        SetupBatch.read(root),
        SetupTraining.read(root));
  }

  /** Empty as well where the model is the zero-shot one, and only its conduct is told. */
  private static Optional<ChatModel> model(SetupPart model) {
    model.knows(MODEL);
    if (model.json().isEmpty() || (model.has("forward") && model.has("script"))) {
      model.problem(
          "has neither forward nor script, nor anything else, or both of them: give one of them, or what the zero-shot model is to be like");
      return Optional.empty();
    }
    if (model.has("otherwise") && !model.has("script")) {
      model.problem("has otherwise, but no script");
    }
    if (model.has("forward")) {
      return forward(model.part("forward"));
    }
    return model.has("script") ? Optional.of(scripted(model)) : Optional.empty();
  }

  private static Optional<ChatModel> forward(SetupPart forward) {
    forward.knows(Set.of("address", "model"));
    String name = forward.part("model").text();
    SetupPart address = forward.part("address");
    String text = address.text();
    if (!text.startsWith("http://") && !text.startsWith("https://")) {
      address.problem("is not an http or https address");
      return Optional.empty();
    }
    return address.made(() -> new OpenAiModel(URI.create(text), name));
  }

  private static ChatModel scripted(SetupPart model) {
    List<ScriptedModel.Rule> rules =
        model
            .part("script")
            .elements()
            .map(
                rule -> {
                  rule.knows(Set.of("words", "answer"));
                  return new ScriptedModel.Rule(
                      rule.part("words").text(), rule.part("answer").text());
                })
            .toList();
    return new PackedModel(new ScriptedModel(rules, model.part("otherwise").text()));
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }
}
