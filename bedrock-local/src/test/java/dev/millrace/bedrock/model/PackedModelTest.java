package dev.millrace.bedrock.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackedModelTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LABELS = "Classify.\n\nAnswer with one of:\n- billing\n- bug_report";
  private static final String OBJECT = "Extract.\n\nAnswer with one JSON object and nothing else.";
  private static final String FORM = "\n\nRecords. Answer with [{\"i\":0,\"%s\":%s},...]";
  private static final List<String> TEXTS =
      List.of("You billed me twice", "report \"two\"\nbugs", "zzz", "my bill has bugs");

  private final ChatModel each = new ZeroShotModel();
  private final ChatModel model = new PackedModel(each);

  @Test
  void answersEachRecordAsItWouldAlone() throws Exception {
    assertEqualAnswers(LABELS, "label", "\"...\"");
    assertEqualAnswers(OBJECT, "object", "{...}");
    assertEqualAnswers("Summarise in one line.", "text", "\"...\"");
  }

  @Test
  void meansWhatIsAskedWithoutInstructions() throws Exception {
    ChatAnswer answer = answer("Answer with [{\"i\":0,\"text\":\"...\"}]", packed(TEXTS));

    assertThat(JSON.readTree(answer.text()).at("/0/text").asText()).isEqualTo(TEXTS.get(0));
  }

  @Test
  void countsTheTokensOfTheCallAsItIs() {
    ChatPrompt prompt = prompt(LABELS + FORM.formatted("label", "\"...\""), packed(TEXTS), 400);

    ChatAnswer answer = model.answer(prompt).toCompletableFuture().join();

    assertThat(answer.usage())
        .isEqualTo(new TokenUsage(prompt.inputTokens(), Tokens.count(answer.text())));
    assertThat(answer.stop()).isEqualTo(StopReason.END_TURN);
  }

  @Test
  void breaksOffWhereItMaySayNoMore() {
    ChatAnswer answer =
        model
            .answer(prompt(LABELS + FORM.formatted("label", "\"...\""), packed(TEXTS), 10))
            .toCompletableFuture()
            .join();

    assertThat(answer.stop()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(answer.text()).hasSize(40).startsWith("[{\"i\":0,\"label\":\"billing\"}");
  }

  @Test
  void takesWhatIsNotPackedAsItIs() {
    String form = FORM.formatted("label", "\"...\"");

    for (String message : List.of("no JSON", "[1]", "[]", "{}", "[{\"i\":0}]")) {
      assertThat(answer(LABELS + form, message).text()).isIn("billing", "bug_report");
    }
    assertThat(answer(LABELS, packed(TEXTS)).text()).isIn("billing", "bug_report");
  }

  @Test
  void spoilsTheAnswersToTheRecordsThatAreMeantAlone() throws Exception {
    ChatPrompt prompt = prompt(LABELS + FORM.formatted("label", "\"...\""), packed(TEXTS), 400);
    ChatAnswer whole = model.answer(prompt).toCompletableFuture().join();

    JsonNode spoilt = JSON.readTree(whole.halved(prompt, Optional.of("twice")).text());

    assertThat(spoilt.at("/0/label").asText()).isEqualTo("bil");
    ((ArrayNode) spoilt).set(0, JSON.readTree(whole.text()).get(0));
    assertThat(spoilt).isEqualTo(JSON.readTree(whole.text()));
    assertThat(whole.halved(prompt, Optional.empty()).text())
        .isEqualTo(whole.text().substring(0, whole.text().length() / 2));
  }

  private void assertEqualAnswers(String system, String member, String value) throws Exception {
    ChatAnswer all = answer(system + FORM.formatted(member, value), packed(TEXTS));

    JsonNode array = JSON.readTree(all.text());
    assertThat(array).hasSize(TEXTS.size());
    for (int i = 0; i < TEXTS.size(); i++) {
      String alone =
          each.answer(prompt(system, TEXTS.get(i), 400)).toCompletableFuture().join().text();
      assertThat(array.get(i).path("i").asInt()).isEqualTo(i);
      JsonNode own = array.get(i).path(member);
      assertThat(own.isTextual() ? own.textValue() : own.toString())
          .isEqualTo(value.equals("{...}") ? JSON.readTree(alone).toString() : alone);
    }
  }

  private ChatAnswer answer(String system, String message) {
    return model.answer(prompt(system, message, 1_600)).toCompletableFuture().join();
  }

  private static ChatPrompt prompt(String system, String message, int maxTokens) {
    return new ChatPrompt(
        "m",
        system,
        List.of(new ChatPrompt.Turn("user", message)),
        new ChatPrompt.Bounds(maxTokens, List.of()));
  }

  private static String packed(List<String> texts) {
    ArrayNode array = JSON.createArrayNode();
    for (int i = 0; i < texts.size(); i++) {
      array.addObject().put("i", i).put("text", texts.get(i));
    }
    return array.toString();
  }
}
