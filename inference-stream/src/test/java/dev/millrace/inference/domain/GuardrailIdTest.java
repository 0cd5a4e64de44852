package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailIdTest {

  @Test
  void isReadFromTheLastColon() {
    assertThat(GuardrailId.of("g:1")).isEqualTo(new GuardrailId("g", "1"));
    assertThat(GuardrailId.of("arn:aws:bedrock:eu-west-1:1:guardrail/g:DRAFT"))
        .isEqualTo(new GuardrailId("arn:aws:bedrock:eu-west-1:1:guardrail/g", "DRAFT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", ":", ":1", "g:"})
  void hasAnIdAndAVersion(String text) {
    assertThatThrownBy(() -> GuardrailId.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a guardrail is named by id:version");
  }
}
