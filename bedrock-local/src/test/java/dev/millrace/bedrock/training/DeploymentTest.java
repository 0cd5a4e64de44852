package dev.millrace.bedrock.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeploymentTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T00:00:00Z");
  private static final Duration DEPLOYING = Duration.ofSeconds(10);

  private final Deployment made =
      Deployment.asked(
          "abcdefghijkl",
          new Deployment.Asked("name", Optional.of("text"), "first"),
          "token",
          BEGINNING);

  @Test
  void isCreatedInItsTime() {
    assertThat(made.isCreating(after(9), DEPLOYING)).isTrue();
    assertThat(made.isCreating(after(10), DEPLOYING)).isFalse();
  }

  @Test
  void answersWithTheModelBeforeWhileItIsUpdated() {
    Deployment changed = made.with("second", after(20), DEPLOYING);

    assertThat(changed.answering(after(29), DEPLOYING)).isEqualTo("first");
    assertThat(changed.isUpdating(after(29), DEPLOYING)).isTrue();
    assertThat(changed.answering(after(30), DEPLOYING)).isEqualTo("second");
    assertThat(changed.isUpdating(after(30), DEPLOYING)).isFalse();
  }

  @Test
  void goesOnWithWhatAnsweredWhenItIsUpdatedInTheMiddleOfAnUpdate() {
    Deployment changed =
        made.with("second", after(20), DEPLOYING).with("third", after(25), DEPLOYING);

    assertThat(changed.answering(after(34), DEPLOYING)).isEqualTo("first");
    assertThat(changed.answering(after(35), DEPLOYING)).isEqualTo("third");
  }

  @Test
  void isTheSameAfterItWasWrittenDown() {
    Deployment changed = made.with("second", after(20), DEPLOYING);

    assertThat(Deployment.of(made.json())).isEqualTo(made);
    assertThat(Deployment.of(changed.json())).isEqualTo(changed);
  }

  private static Instant after(int seconds) {
    return BEGINNING.plusSeconds(seconds);
  }
}
