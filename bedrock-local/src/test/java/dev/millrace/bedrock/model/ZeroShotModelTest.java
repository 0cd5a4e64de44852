package dev.millrace.bedrock.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.classifier.Banking77;
import dev.millrace.bedrock.classifier.Example;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZeroShotModelTest {

  private static final String TICKETS =
      "Classify the ticket.\n\nAnswer with exactly one of these labels and nothing else:\n- billing\n- bug_report\n- cancelAccount";

  private final ZeroShotModel model = new ZeroShotModel();

  @Test
  void answersWithTheLabelThatSharesAStem() {
    assertThat(answer(TICKETS, "You billed me twice")).isEqualTo("billing");
    assertThat(answer(TICKETS, "I am reporting two bugs")).isEqualTo("bug_report");
    assertThat(answer(TICKETS, "Please cancel my accounts")).isEqualTo("cancelAccount");
  }

  @Test
  void forgivesATypingError() {
    assertThat(answer(TICKETS, "the biling is wrong")).isEqualTo("billing");
  }

  @Test
  void answersWithTheFirstLabelWhereNothingIsAlike() {
    assertThat(answer(TICKETS, "zzz")).isEqualTo("billing");
    assertThat(answer(TICKETS, "🙂 的")).isEqualTo("billing");
  }

  @Test
  void answersWithJsonWhereItIsAsked() throws IOException {
    String answer = answer("Answer with one JSON object.", "say \"hello\" \\ to\nme\u0001");

    assertThat(new ObjectMapper().readTree(answer).path("summary").asText())
        .isEqualTo("say \"hello\" \\ to me\u0001");
  }

  @Test
  void ratesAnAnswerByItsLikenessToTheRequest() {
    String system = "Rate it.\n- be strict\n\nAnswer with {\"rating\": N} and nothing else.";

    assertThat(answer(system, question("Where is my parcel?", "The parcel is here")))
        .isEqualTo("{\"rating\":5}");
    assertThat(answer(system, question("Where is my red parcel?", "It is a red letter")))
        .isEqualTo("{\"rating\":3}");
    assertThat(answer(system, question("Where is my parcel?", ""))).isEqualTo("{\"rating\":1}");
    assertThat(answer(system, "no object")).as("another question").isEqualTo("be strict");
  }

  @Test
  void repeatsTheFirstWordsWhereThereAreNoLabels() {
    assertThat(answer("Summarise.", "a b  c")).isEqualTo("a b c");
  }

  @Test
  void isAsGoodAsItSaysOnBankQuestions() throws IOException {
    List<Example> questions = Banking77.read("test.csv");
    Set<String> labels = new LinkedHashSet<>();
    questions.forEach(question -> labels.add(question.label()));
    String system = "Which?\n- " + String.join("\n- ", labels);

    long right =
        questions.stream()
            .filter(question -> answer(system, question.text()).equals(question.label()))
            .count();

    assertThat(questions).hasSize(3080);
    assertThat((double) right / questions.size()).isBetween(0.46, 0.50);
  }

  private String answer(String system, String question) {
    ChatPrompt prompt =
        new ChatPrompt(
            "m",
            system,
            List.of(new ChatPrompt.Turn("user", question)),
            new ChatPrompt.Bounds(100, List.of()));
    return model.answer(prompt).toCompletableFuture().join().text();
  }

  private static String question(String request, String answer) {
    return "{\"request\":\"" + request + "\",\"answer\":\"" + answer + "\"}";
  }
}
