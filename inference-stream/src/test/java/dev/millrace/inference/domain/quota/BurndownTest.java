package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurndownTest {

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-micro-v1:0, 1",
    "anthropic.claude-3-haiku-20240307-v1:0, 1",
    "anthropic.claude-3-5-sonnet-20241022-v2:0, 1",
    "anthropic.claude-v2:1, 1",
    "us.anthropic.claude-3-7-sonnet-20250219-v1:0, 5",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0, 5",
    "global.anthropic.claude-sonnet-4-20250514-v1:0, 5",
    "eu.anthropic.claude-opus-5, 5",
    "meta.llama3-3-70b-instruct-v1:0, 1",
  })
  void weighsOutput(String modelId, int weight) {
    assertThat(Burndown.perOutputToken(modelId)).isEqualTo(weight);
  }

  @Test
  void leavesOutWhatIsReadFromTheCache() {
    TokenUsage usage = new TokenUsage(100L, 10L, 1_000L, 20L, 3L);

    assertThat(Burndown.of("amazon.nova-micro-v1:0", usage)).isEqualTo(133);
    assertThat(Burndown.of("anthropic.claude-sonnet-4-6", usage)).isEqualTo(173);
  }
}
