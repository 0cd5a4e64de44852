package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StreamUsageTest {

  private static final ModelInput.Chat QUESTION =
      new ModelInput.Chat(Optional.of("1234"), "123456", 10, OptionalDouble.empty());

  @Test
  void countsATokenForEveryThreeBytesThatWereBegun() {
    assertThat(StreamUsage.estimate(QUESTION, "1234567", 1))
        .isEqualTo(new TokenUsage(2L + 2L, 3L, 0L, 0L, 0L));
    assertThat(StreamUsage.estimate(QUESTION, "", 0)).isEqualTo(new TokenUsage(4L, 0L, 0L, 0L, 0L));
  }

  @Test
  void countsWhatIsAskedAgain() {
    ModelInput.Chat again = QUESTION.corrected(new ModelInput.Correction("1234567", "ü"));

    assertThat(StreamUsage.estimate(again, "", 0).getInputTokens()).isEqualTo(4 + 3 + 1);
  }

  @Test
  void countsNoFewerThanWereSaidAndNoMoreThanMayBe() {
    assertThat(StreamUsage.estimate(QUESTION, "1234567", 9).getOutputTokens()).isEqualTo(9);
    assertThat(StreamUsage.estimate(QUESTION, "1234567", 11).getOutputTokens()).isEqualTo(10);
    assertThat(StreamUsage.estimate(QUESTION, "x".repeat(300), 1).getOutputTokens()).isEqualTo(10);
  }
}
