package dev.millrace.bedrock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatAnswerTest {

  @Test
  void endsByItselfWhereItFits() {
    ChatAnswer answer = ChatAnswer.of(prompt(2), "12345678");

    assertThat(answer.text()).isEqualTo("12345678");
    assertThat(answer.stop()).isEqualTo(StopReason.END_TURN);
    assertThat(answer.usage()).isEqualTo(new TokenUsage(1, 2));
  }

  @Test
  void isCutAtTheBoundOfTokens() {
    ChatAnswer answer = ChatAnswer.of(prompt(2), "123456789");

    assertThat(answer.text()).isEqualTo("12345678");
    assertThat(answer.stop()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(answer.usage().outputTokens()).isEqualTo(2);
  }

  @Test
  void endsBeforeTheFirstStopSequence() {
    ChatAnswer answer = ChatAnswer.of(prompt(9, "##", "|"), "one|two##three");

    assertThat(answer.text()).isEqualTo("one");
    assertThat(answer.stop()).isEqualTo(StopReason.STOP_SEQUENCE);
    assertThat(answer.stopSequence()).contains("|");
  }

  @Test
  void neverCutsASurrogatePair() {
    assertThat(ChatAnswer.of(prompt(1), "abc🙂").text()).isEqualTo("abc");
  }

  @Test
  void keepsItsCostWhereItIsBlocked() {
    ChatAnswer answer = ChatAnswer.of(prompt(2), "12345678").blocked("no");

    assertThat(answer.text()).isEqualTo("no");
    assertThat(answer.stop()).isEqualTo(StopReason.GUARDRAIL_INTERVENED);
    assertThat(answer.usage()).isEqualTo(new TokenUsage(1, 2));
  }

  private static ChatPrompt prompt(int maxTokens, String... stopSequences) {
    return new ChatPrompt(
        "m",
        "",
        List.of(new ChatPrompt.Turn("user", "hi")),
        new ChatPrompt.Bounds(maxTokens, List.of(stopSequences)));
  }
}
