package dev.millrace.bedrock.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
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
  void repeatsTheFirstWordsWhereThereAreNoLabels() {
    assertThat(answer("Summarise.", "a b  c")).isEqualTo("a b c");
  }

  @Test
  void isAsGoodAsItSaysOnBankQuestions() throws IOException {
    Path file = SharedData.find("text/banking77/test.csv").orElse(null);
    Assumptions.assumeTrue(file != null, "text/banking77 is absent");
    List<String[]> questions = questions(Files.readString(file));
    Set<String> labels = new LinkedHashSet<>();
    questions.forEach(question -> labels.add(question[1]));
    String system = "Which?\n- " + String.join("\n- ", labels);

    long right =
        questions.stream()
            .filter(question -> answer(system, question[0]).equals(question[1]))
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

  /** Rows of a CSV of two columns, whose first may be quoted and hold line breaks. */
  private static List<String[]> questions(String csv) {
    List<String[]> rows = new ArrayList<>();
    int at = csv.indexOf('\n') + 1;
    while (at < csv.length()) {
      int end = at;
      boolean quoted = csv.charAt(at) == '"';
      if (quoted) {
        end = csv.indexOf("\",", at + 1) + 1;
      } else {
        end = csv.indexOf(',', at);
      }
      String text = csv.substring(quoted ? at + 1 : at, quoted ? end - 1 : end);
      int line = csv.indexOf('\n', end);
      rows.add(new String[] {text, csv.substring(end + 1, line).strip()});
      at = line + 1;
    }
    return rows;
  }
}
