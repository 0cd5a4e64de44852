package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyTest {

  @Test
  void asksOnceWithoutRepairAndCacheButNotWithoutItsGuardrail() {
    Optional<GuardrailId> guardrail = Optional.of(new GuardrailId("strict", "1"));
    Policy policy =
        new Policy(Optional.empty(), true, guardrail, Optional.of(Duration.ofMinutes(10)));

    assertThat(policy.once())
        .isEqualTo(new Policy(Optional.empty(), false, guardrail, Optional.empty()));
  }
}
