package dev.millrace.local.cli;

import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Sending.SentEvent;
import dev.millrace.local.domain.Records;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunReportTest {

  private final Map<String, SentEvent> events = new HashMap<>();
  private final Map<String, Prediction> predictions = new HashMap<>();
  private final Map<String, DeadLetter> letters = new HashMap<>();

  @Test
  void namesTheCausesOfWhatWasNotAnswered() {
    sent("a", "b", "c", "d", "e", "f");
    ended("a", Outcome.ANSWERED, null);
    ended("b", Outcome.FAILED, "INVALID_ANSWER");
    ended("c", Outcome.FAILED, "INVALID_ANSWER");
    ended("d", Outcome.REFUSED, "BUDGET_EXHAUSTED");
    ended("e", Outcome.BLOCKED, "GUARDRAIL");
    letters.put(requestId("f"), Records.setAside(0, 7));

    assertThat(json().path("predictionCauses").toString())
        .isEqualTo("{\"BUDGET_EXHAUSTED\":1,\"GUARDRAIL\":1,\"INVALID_ANSWER\":2}");
    assertThat(json().path("deadLetterCauses").toString()).isEqualTo("{\"MISSING_VARIABLE\":1}");
    assertThat(ReportText.of(json()))
        .contains(
            "predictionCauses   BUDGET_EXHAUSTED 1, GUARDRAIL 1, INVALID_ANSWER 2",
            "deadLetterCauses   MISSING_VARIABLE 1");
    assertThat(report().pointers("triage"))
        .containsExactly(
            "1 event did not become a request (MISSING_VARIABLE 1): ./millrace dead-letters list"
                + " --stage ingestion --pipeline triage",
            "2 requests failed (INVALID_ANSWER 2): ./millrace dead-letters list --stage inference"
                + " --pipeline triage",
            "2 requests were refused or blocked (BUDGET_EXHAUSTED 1, GUARDRAIL 1): ./millrace"
                + " predictions --pipeline triage");
  }

  @Test
  void pointsNowhereWhereAllIsAnswered() {
    sent("a");
    ended("a", Outcome.ANSWERED, null);

    assertThat(report().pointers("triage")).isEmpty();
    assertThat(report().hasDeadLetters()).isFalse();
    assertThat(ReportText.of(json())).contains("predictionCauses   none");
  }

  @Test
  void onlyWhatCouldNotGoOnIsADeadLetter() {
    sent("a", "b", "c");
    ended("a", Outcome.REFUSED, "KILLED");
    ended("b", Outcome.BLOCKED, "GUARDRAIL");
    assertThat(report().hasDeadLetters()).as("rules held them back").isFalse();

    letters.put(requestId("c"), Records.setAside(0, 7));
    assertThat(report().hasDeadLetters()).as("of ingestion").isTrue();

    letters.clear();
    ended("c", Outcome.FAILED, "TIMEOUT");
    assertThat(report().hasDeadLetters()).as("a copy of a failed request").isTrue();
  }

  @Test
  void saysWhoseAccuracyItIsWhereSomeWereNotAnswered() {
    asked("bug", "a", "b", "d");
    asked("billing", "c");
    ended("a", Outcome.ANSWERED, null);
    ended("b", Outcome.ANSWERED, null);
    ended("c", Outcome.ANSWERED, null);
    assertThat(report().meanings()).as("all were").isEmpty();

    ended("d", Outcome.REFUSED, "BUDGET_EXHAUSTED");
    assertThat(ReportText.of(json(), report().meanings()))
        .contains(
            "share 0.5, right 2, of 4 (not answered and so not right: 1; share of the 3 answered:"
                + " 0.6667)");

    predictions.keySet().retainAll(Set.of(requestId("d")));
    assertThat(report().meanings())
        .containsExactly(Map.entry("accuracy", "not answered and so not right: 1"));
  }

  @Test
  void saysNothingOfAccuracyWhereNoTruthIsKnown() {
    sent("a");
    ended("a", Outcome.REFUSED, "KILLED");

    assertThat(report().meanings()).isEmpty();
  }

  @Test
  void saysNothingOfEventsOfOthers() {
    sent("a");
    ended("a", Outcome.ANSWERED, null);
    ended("other", Outcome.FAILED, "TIMEOUT");
    letters.put(requestId("another"), Records.setAside(0, 7));

    assertThat(report().pointers("triage")).isEmpty();
    assertThat(json().path("predictions").path("FAILED").asInt()).isZero();
  }

  @Test
  void anEventThatWasMendedHasNoLetterAnyMore() {
    sent("a");
    letters.put(requestId("a"), Records.setAside(0, 7));
    ended("a", Outcome.ANSWERED, null);

    assertThat(report().hasDeadLetters()).isFalse();
    assertThat(json().path("deadLetterCauses")).isEmpty();
  }

  private RunReport report() {
    return new RunReport(predictions, letters, events);
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    report().addTo(json);
    return json;
  }

  private void sent(String... ids) {
    for (String id : ids) {
      events.put(requestId(id), new SentEvent(id, Optional.empty()));
    }
  }

  private void asked(String truth, String... ids) {
    for (String id : ids) {
      events.put(requestId(id), new SentEvent(id, Optional.of(truth)));
    }
  }

  private void ended(String id, Outcome outcome, @Nullable String cause) {
    Prediction prediction = prediction(id, outcome);
    prediction.setCause(cause);
    predictions.put(requestId(id), prediction);
  }
}
