package dev.millrace.lifecycle.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardTextTest {

  private static final DatasetCard CARD =
      new DatasetCard(
          "triage",
          "millrace-triage-0123456789ab-1",
          List.of("bug", "größer"),
          Set.of("acme", "übel & co"),
          new DatasetCard.Part("s3://b/train.jsonl", 3, 400, "ab12", Map.of("bug", 3)),
          new DatasetCard.Part("s3://b/holdout.jsonl", 1, 100, "cd34", Map.of("größer", 1)),
          Instant.parse("2026-11-23T10:00:00Z"),
          Instant.parse("2026-11-24T10:00:00.125Z"),
          new Pinned(
              new Offsets(Map.of(0, 0L), Map.of(0, 17L, 11, 3L)),
              new Offsets(Map.of(), Map.of(2, 9_000_000_000L))),
          Map.of("feedback", List.of(4), "inference-requests", List.of(1, 7)),
          Map.of("sameText", 2),
          Map.of("/amount", ByteBuffer.wrap(new byte[] {0, -1, 127})));

  @Test
  void readsWhatItWrote() {
    String text = CardText.of(CARD);

    assertThat(CardText.read(text)).isEqualTo(CARD).hasSameHashCodeAs(CARD);
    assertThat(CardText.of(CardText.read(text))).isEqualTo(text);
  }

  @Test
  void refusesWhatIsNoCard() {
    assertThatThrownBy(() -> CardText.read("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("millrace-dataset-1");
    assertThatThrownBy(() -> CardText.read("{\"form\": \"millrace-dataset-1\"}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CardText.read("{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{}]",
        "[null]",
        "[\"\"]",
        "[\" \"]",
        "[1]",
        "{\"a\": \"acme\"}",
        "\"acme\"",
        "null"
      })
  void refusesTenantsThatAreNoNames(String tenants) {
    String text =
        CardText.of(CARD).replaceFirst("\"tenants\" : \\[[^]]*]", "\"tenants\" : " + tenants);
    assertThat(text).contains(tenants);

    assertThatThrownBy(() -> CardText.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an array of names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "[]", "{}", "\"not Base64!\""})
  void refusesAProfileThatIsNoBytes(String profile) {
    String text = CardText.of(CARD).replace("\"AP9/\"", profile);
    assertThat(text).contains(profile).doesNotContain("AP9/");

    assertThatThrownBy(() -> CardText.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("profile");
  }

  @Test
  void tellsOfAModelThatWasTrainedFromIt() {
    assertThat(CARD.trainedBy("arn:job"))
        .satisfies(
            profile -> {
              assertThat(profile.getDataset()).isEqualTo("s3://b/train.jsonl");
              assertThat(profile.getRecords()).isEqualTo(3);
              assertThat(profile.getJobId()).isEqualTo("arn:job");
              assertThat(profile.getProfile().get("/amount"))
                  .isEqualTo(ByteBuffer.wrap(new byte[] {0, -1, 127}));
            });
  }
}
