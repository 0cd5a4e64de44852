package dev.millrace.platform.answers.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelPromptTest {

  private static final String ASKED =
      "Answer with exactly one of these labels and nothing else:\n- billing\n- bug";

  @Test
  void putsTheLabelsBehindThePipelinesInstructions() {
    assertThat(LabelPrompt.system(new Prompt("Sort it.", "text", List.of("billing", "bug"))))
        .isEqualTo("Sort it.\n\n" + ASKED);
    assertThat(LabelPrompt.system(new Prompt(null, "text", List.of("billing", "bug"))))
        .isEqualTo(ASKED);
  }

  @Test
  void leavesRoomForALabelWhereThePipelineSaysNothing() {
    assertThat(LabelPrompt.maxTokens(null)).isEqualTo(64);
    assertThat(LabelPrompt.maxTokens(5)).isEqualTo(5);
  }

  @Test
  void putsNothingBehindNothing() {
    assertThat(LabelPrompt.behind("Be brief.", "")).contains("Be brief.");
    assertThat(LabelPrompt.behind(" ", "Answer in JSON.")).contains("Answer in JSON.");
    assertThat(LabelPrompt.behind(null, "")).isEmpty();
    assertThat(LabelPrompt.behind(" ", "")).isEmpty();
  }
}
