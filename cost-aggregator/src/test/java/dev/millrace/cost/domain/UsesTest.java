package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Charge.Kind;
import dev.millrace.cost.domain.Portion.Knowledge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsesTest {

  @ParameterizedTest
  @CsvSource({
    "REQUEST, ANSWERED, 1, USEFUL",
    "REQUEST, ANSWERED, 16, USEFUL",
    "REQUEST, GUARDRAIL, 1, USEFUL",
    "REQUEST, INVALID_ANSWER, 1, INVALID_ANSWER",
    "REQUEST, INVALID_ANSWER, 2, PACKED_OVERHEAD",
    "REQUEST, TRANSPORT, 1, RETRY",
    "REQUEST, BATCH_FAILED, 1, RETRY",
    "REQUEST, MODEL_ERROR, 2, PACKED_OVERHEAD",
    "SHADOW, ANSWERED, 1, SHADOW",
    "SHADOW, INVALID_ANSWER, 1, SHADOW",
    "OFFLINE, ANSWERED, 1, OFFLINE",
    "OFFLINE, TRANSPORT, 1, OFFLINE"
  })
  void saysWhatACallWasGoodFor(Kind kind, String result, int records, Use use) {
    assertThat(Uses.of(new Uses.Seen(kind, result, records))).isEqualTo(use);
  }

  @Test
  void takesAnAnswerWithoutUsageForUnknownAndNotForFree() {
    assertThat(Uses.withoutUsage("ANSWERED", false)).contains(Knowledge.UNKNOWN);
    assertThat(Uses.withoutUsage("INVALID_ANSWER", false)).contains(Knowledge.UNKNOWN);
    assertThat(Uses.withoutUsage("GUARDRAIL", false)).contains(Knowledge.UNKNOWN);
  }

  @Test
  void chargesNothingForCallsThatTheEndpointDidNotAnswer() {
    assertThat(Uses.withoutUsage("THROTTLED", true)).isEmpty();
    assertThat(Uses.withoutUsage("TIMEOUT", false)).isEmpty();
    assertThat(Uses.withoutUsage("GUARDRAIL", true))
        .as("stopped before it reached a model")
        .isEmpty();
  }
}
