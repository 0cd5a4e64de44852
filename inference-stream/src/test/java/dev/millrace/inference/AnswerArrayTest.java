package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.pack.ArrayReader.Element;
import dev.millrace.inference.domain.pack.ArrayReader.Elements;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerArrayTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"a \\\"b\\\"\"}]",
        "```json\n[{\"i\":0,\"label\":\"bug\"},\n{\"i\":1,\"label\":\"a \\\"b\\\"\"}]\n```",
        "Here they are: [{\"label\":\"bug\",\"i\":0},{\"i\":1,\"label\":\"a \\\"b\\\"\"}] Enjoy.",
        "{\"answers\":[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"a \\\"b\\\"\"}]}"
      })
  void readsWhatModelsLikeToPutAroundIt(String text) {
    assertThat(AnswerArray.read(text, "label"))
        .contains(new Elements(List.of(new Element(0, "bug"), new Element(1, "a \"b\"")), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"i\":0,\"label\":\"bug\"},{\"i\":1,\"label\":\"bil",
        "[{\"i\":0,\"label\":\"bug\"}",
        "[{\"i\":0,\"label\":\"bug\"},",
        "[{\"i\":0,\"label\":\"bug\"} {\"i\":1}]",
        "[{\"i\":0,\"label\":\"bug\"},]"
      })
  void keepsWhatIsCompleteWhereItBreaksOff(String text) {
    assertThat(AnswerArray.read(text, "label"))
        .contains(new Elements(List.of(new Element(0, "bug")), false));
  }

  @Test
  void passesOverWhatIsNoAnswer() {
    assertThat(
            AnswerArray.read(
                "[1,null,{\"i\":\"0\",\"label\":\"bug\"},{\"i\":0.5,\"label\":\"bug\"},"
                    + "{\"i\":99999999999,\"label\":\"bug\"},{\"i\":3},{\"label\":\"bug\"},"
                    + "{\"i\":4,\"label\":\"bug\"}]",
                "label"))
        .contains(new Elements(List.of(new Element(4, "bug")), true));
  }

  @Test
  void keepsObjectsAsJson() {
    assertThat(AnswerArray.read("[{\"i\":0,\"object\":{ \"a\": [1, 2] }}]", "object"))
        .contains(new Elements(List.of(new Element(0, "{\"a\":[1,2]}")), true));
  }

  @Test
  void findsNothingInWords() {
    assertThat(AnswerArray.read("billing", "label")).isEmpty();
  }
}
