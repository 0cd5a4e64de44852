package dev.millrace.lifecycle.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.work.Run.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "triage",
        "a",
        "--",
        "Größe_der.Kugel",
        "support--tickets-of-all-the-world-and-more"
      })
  void hasNamesThatEveryServiceTakes(String pipeline) {
    String name = new Run(pipeline, "3f2a", 1234).name();

    assertThat(name)
        .hasSizeLessThanOrEqualTo(63)
        .matches("([0-9a-zA-Z][_-]?)+")
        .matches("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
    assertThat(new Run(pipeline, "3f2a", 1234).token(Step.TRAINING))
        .matches("[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?");
  }

  @Test
  void hasTheSameNameAgainAndNoOtherRunHasIt() {
    Run run = Run.first("triage", "3f2a");

    assertThat(run.name()).isEqualTo(Run.first("triage", "3f2a").name());
    assertThat(run.name())
        .isNotEqualTo(run.next().name())
        .isNotEqualTo(Run.first("triage", "3f2b").name())
        .isNotEqualTo(Run.first("triage2", "3f2a").name());
    assertThat(run.token(Step.TRAINING)).isNotEqualTo(run.token(Step.DEPLOYMENT));
  }
}
