package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private static final RecordOrigin ORIGIN = new RecordOrigin("raw-events", 2, 7L);

  private final Remembered seen = new Remembered();
  private final PipelineSpec spec = Specs.letters();
  private final Admitter admitter =
      admitter(
          (pipeline, raw, event) -> Optional.of(event),
          (pipeline, event) ->
              event
                  .member("text")
                  .<PromptRendering>map(
                      text ->
                          new PromptRendering.Complete(
                              new Prompt("Sort it.", text.text(), List.of("a", "b"))))
                  .orElse(new PromptRendering.Incomplete(Cause.MISSING_VARIABLE, "no text")));

  /** Remembers for ever, and how long it was asked to. */
  private static final class Remembered implements SeenRequests {

    private final Set<String> ids = new HashSet<>();
    private Optional<Duration> asked = Optional.empty();

    @Override
    public boolean contains(String requestId, Duration within) {
      asked = Optional.of(within);
      return ids.contains(requestId);
    }

    @Override
    public void add(String requestId) {
      ids.add(requestId);
    }
  }

  @Test
  void makesARequestOfAnEvent() {
    InferenceRequest request = admitted(event("1", "{\"text\":\"hello\"}"));

    assertThat(request.getRequestId()).isEqualTo(RequestId.of("acme", "letters", "1"));
    assertThat(request.getOccurredAt()).isEqualTo(BEGINNING);
    assertThat(request.getDeadline()).isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
    assertThat(request.getPrompt().getUser()).isEqualTo("hello");
    assertThat(seen.asked).contains(Duration.ofHours(1));
  }

  @Test
  void keepsTheTimeWhenItHappened() {
    RawEvent event = event("1", "{\"text\":\"hello\"}");
    event.setOccurredAt(BEGINNING.minusSeconds(60));

    assertThat(admitted(event).getOccurredAt()).isEqualTo(BEGINNING.minusSeconds(60));
  }

  @Test
  void tellsARepeatedEventFromOthers() {
    RawEvent event = event("1", "{\"text\":\"hello\"}");
    RawEvent ofAnother = event("1", "{\"text\":\"hello\"}");
    ofAnother.setTenant("other");

    assertThat(admitter.admit(event, ORIGIN)).isInstanceOf(Admission.Admitted.class);
    assertThat(admitter.admit(event, ORIGIN))
        .isEqualTo(new Admission.Repeated(RequestId.of("acme", "letters", "1")));
    assertThat(admitter.admit(ofAnother, ORIGIN)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void doesNotUseUpTheIdOfWhatItRejects() {
    assertThat(cause(event("1", "{}"))).isEqualTo(Cause.MISSING_VARIABLE);
    assertThat(admitter.admit(event("1", "{\"text\":\"hello\"}"), ORIGIN))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void namesTheCauseOfEachRejection() {
    RawEvent unknown = event("1", "{}");
    unknown.setPipeline("others");
    RawEvent text = event("1", "hello");
    text.setContentType("text/plain");
    RawEvent early = event("1", "{}");
    early.setReceivedAt(Instant.EPOCH.minusSeconds(1));

    assertThat(cause(unknown)).isEqualTo(Cause.UNKNOWN_PIPELINE);
    assertThat(cause(text)).isEqualTo(Cause.UNSUPPORTED_CONTENT_TYPE);
    assertThat(cause(early)).isEqualTo(Cause.INVALID_FIELD);
    assertThat(cause(event("", "{}"))).isEqualTo(Cause.INVALID_FIELD);
    assertThat(cause(event("a\nb", "{}"))).isEqualTo(Cause.INVALID_FIELD);
    RawEvent nobodys = event("1", "{}");
    nobodys.setTenant("");
    assertThat(cause(nobodys)).isEqualTo(Cause.INVALID_FIELD);
    RawEvent nowhere = event("1", "{}");
    nowhere.setPipeline("x".repeat(257));
    assertThat(cause(nowhere)).isEqualTo(Cause.INVALID_FIELD);
    assertThat(cause(event("1", "{"))).isEqualTo(Cause.MALFORMED_JSON);
    assertThat(cause(event("1", "\"" + "x".repeat(1000) + "\""))).isEqualTo(Cause.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\\n\\t", "\\u2003"})
  void setsAsideWhatAsksForNothing(String text) {
    assertThat(admitter.admit(event("1", "{\"text\":\"" + text + "\"}"), ORIGIN))
        .isInstanceOfSatisfying(
            Admission.Rejected.class,
            rejected -> {
              assertThat(rejected.cause()).isEqualTo(Cause.EMPTY_PROMPT);
              assertThat(rejected.detail()).contains("prompt.user");
            });
  }

  /** As a buffer may come: from the middle of another, or as one that nobody may write to. */
  @Test
  void readsNoMoreThanThePayloadOfItsBuffer() {
    byte[] around = "{}{\"text\":\"hello\"}{}".getBytes(UTF_8);
    int length = around.length - 4;
    List<ByteBuffer> buffers =
        List.of(
            ByteBuffer.wrap(around, 2, length),
            ByteBuffer.wrap(around, 2, length).slice(),
            ByteBuffer.wrap(around, 2, length).asReadOnlyBuffer());

    for (int i = 0; i < buffers.size(); i++) {
      RawEvent event = event("buffer-" + i, "{}");
      event.setPayload(buffers.get(i));

      assertThat(admitted(event).getPrompt().getUser()).as("buffer %d", i).isEqualTo("hello");
    }
  }

  @Test
  void theDeadlineIsReckonedFromWhenItWasAskedFor() {
    RawEvent event = event("1", "{\"text\":\"hello\"}");
    Instant later = BEGINNING.plus(Duration.ofHours(1));
    Instant never = Instant.parse("+10000-01-01T00:00:00Z");

    assertThat(deadline(admitter.admit(event, ORIGIN, later)))
        .isEqualTo(later.plus(Duration.ofDays(1)));
    event.setId("2");
    assertThat(deadline(admitter.admit(event, ORIGIN, never)))
        .as("nobody can reckon with that")
        .isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
  }

  @Test
  void nothingGoesOnOfATenantThatWasErased() {
    Admitter erased =
        admitter(
            (pipeline, raw, event) -> Optional.empty(),
            (pipeline, event) -> PromptRendering.empty());

    assertThat(erased.admit(event("1", "{}"), ORIGIN))
        .isInstanceOfSatisfying(
            Admission.Rejected.class,
            rejected -> assertThat(rejected.cause()).isEqualTo(Cause.TENANT_ERASED));
  }

  /** In bytes of UTF-8: user, system and labels together. */
  @Test
  void aPromptHasThreeMebibytesAtMost() {
    int most = PromptRendering.MAX_BYTES;

    assertThat(fits(new Prompt(null, "x".repeat(most), List.of()))).isTrue();
    assertThat(fits(new Prompt(null, "x".repeat(most + 1), List.of()))).isFalse();
    assertThat(fits(new Prompt("ab", "x".repeat(most - 5), List.of("c", "de")))).isTrue();
    assertThat(fits(new Prompt("abc", "x".repeat(most - 5), List.of("c", "de")))).isFalse();
    assertThat(fits(new Prompt("ab", "x".repeat(most - 5), List.of("c", "def")))).isFalse();
    assertThat(fits(new Prompt(null, "\u20ac".repeat(most / 3), List.of()))).isTrue();
    assertThat(fits(new Prompt(null, "\u20ac".repeat(most / 3 + 1), List.of()))).isFalse();
  }

  @Test
  void neverShowsContentInTheReason() {
    Admission.Rejected rejected =
        (Admission.Rejected) admitter.admit(event("1", "{\"password\":secret}"), ORIGIN);

    assertThat(rejected.detail()).contains("line 1").doesNotContain("password", "secret");
  }

  private boolean fits(Prompt prompt) {
    Admission admission =
        admitter(
                (pipeline, raw, event) -> Optional.of(event),
                (pipeline, event) -> new PromptRendering.Complete(prompt))
            .admit(event("prompt-" + seen.ids.size(), "{}"), ORIGIN);
    if (admission instanceof Admission.Rejected rejected) {
      assertThat(rejected.cause()).isEqualTo(Cause.TOO_LARGE);
      return false;
    }
    return true;
  }

  private Admitter admitter(EventPrivacy privacy, PromptRendering.Renderer prompts) {
    return new Admitter(
        name -> name.equals("letters") ? Optional.of(spec) : Optional.empty(),
        new AdmissionSteps(
            (pipeline, event) -> Optional.empty(),
            (table, key) -> Optional.empty(),
            privacy,
            prompts),
        seen);
  }

  private static Instant deadline(Admission admission) {
    return ((Admission.Admitted) admission).request().getDeadline();
  }

  private InferenceRequest admitted(RawEvent event) {
    return ((Admission.Admitted) admitter.admit(event, ORIGIN)).request();
  }

  private Cause cause(RawEvent event) {
    return ((Admission.Rejected) admitter.admit(event, ORIGIN)).cause();
  }

  private static RawEvent event(String id, String payload) {
    return RawEvent.newBuilder()
        .setId(id)
        .setTenant("acme")
        .setPipeline("letters")
        .setReceivedAt(BEGINNING)
        .setContentType("application/json; charset=utf-8")
        .setPayload(ByteBuffer.wrap(payload.getBytes(UTF_8)))
        .build();
  }
}
