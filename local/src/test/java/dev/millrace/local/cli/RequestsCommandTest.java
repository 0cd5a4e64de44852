package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prompt;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestsCommandTest {

  @Test
  void aRequestIsShownWithWhatItWasMadeOf() {
    InferenceRequest request = request();
    request.setSource(new RecordOrigin("tickets", 0, 5L));
    request.setMissingReferences(List.of("customer"));
    request.getPrompt().setSystem("Sort it.");

    assertThat(RequestsCommand.text(request).lines())
        .containsExactly(
            "2026-01-01T00:00:00Z  acme/triage  e1  r1",
            "  origin raw-events-2@17, spec revision 3, prompt revision 2, source tickets-0@5,"
                + " missing references customer",
            "  system: Sort it.",
            "  user:   first",
            "          second",
            "  labels: a, b");
  }

  @Test
  void whatAProducerWroteDoesNotTalkToTheTerminal() {
    InferenceRequest request = request();
    request.getPrompt().setUser("\u001b]0;title\u0007");

    assertThat(RequestsCommand.text(request)).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void aRequestOfTheFirstReleaseHasNoOrigin() {
    InferenceRequest request = request();
    request.setOrigin(null);

    assertThat(RequestsCommand.text(request)).contains("origin unknown, spec revision 3");
  }

  private static InferenceRequest request() {
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    return InferenceRequest.newBuilder()
        .setRequestId("r1")
        .setEventId("e1")
        .setTenant("acme")
        .setPipeline("triage")
        .setSpecRevision(3)
        .setPromptRevision(2)
        .setOrigin(new RecordOrigin("raw-events", 2, 17L))
        .setTask(Task.CLASSIFICATION)
        .setPrompt(
            Prompt.newBuilder().setUser("first\nsecond").setLabels(List.of("a", "b")).build())
        .setFeatures(Map.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(at)
        .setReceivedAt(at)
        .setDeadline(at.plusSeconds(1))
        .build();
  }
}
