package dev.millrace.local.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelRun;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoopStoryTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final LoopStory story = new LoopStory();

  @Test
  void anAlarmSaysWhatWasMeasured() {
    story.take(Runs.event("a"), NOON);

    assertThat(story.milestones())
        .containsExactly(
            new Milestone(
                "alarm",
                NOON,
                "a better model than version 1 is wanted: quality, accuracy is 0.410 and was held"
                    + " against 0.800"));
  }

  @Test
  void aRunIsToldOncePerStateAndShare() {
    ModelRun shared = Runs.canary(NOON, 0);
    story.take(shared);
    story.take(ModelRun.newBuilder(shared).setNoted(3).build());
    story.take(Runs.promoted(NOON.plusSeconds(9)));

    assertThat(story.milestones())
        .extracting(Milestone::name)
        .containsExactly("canary", "promoted");
    assertThat(story.milestones().get(0).detail())
        .isEqualTo("version 2 serves 25 % of the traffic: Because.");
    assertThat(story.promotions()).isEqualTo(1);
    assertThat(story.run()).contains(Runs.promoted(NOON.plusSeconds(9)));
  }

  @Test
  void timeDoesNotGoBack() {
    story.take(Runs.event("a"), NOON);
    story.take(Runs.detected(NOON.minusMillis(300)));

    assertThat(story.milestones()).extracting(Milestone::at).containsExactly(NOON, NOON);
  }
}
