package dev.millrace.local.cli;

import static dev.millrace.local.domain.Records.prediction;
import static dev.millrace.local.domain.Records.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PredictedBeforeTest {

  private final Map<String, Prediction> before = new HashMap<>();

  @Test
  void saysOfAFileThatIsSentAgainWhatWasPaidThen() {
    predicted("a", "0.000012000000");
    predicted("b", "0.000030000000");
    predicted("other", "1");
    PredictedBefore again =
        PredictedBefore.of(before, Set.of(requestId("a"), requestId("b"), requestId("new")));

    assertThat(again.pointers())
        .containsExactly(
            "2 events of 3 had a prediction before this sending: what is shown of them is of then. An"
                + " event that comes again is neither asked nor paid for again within the"
                + " pipeline's dedupe time (governance.dedupe, 24h unless the spec says otherwise)");
    assertThat(again.meanings(new BigDecimal("0.000049")))
        .containsExactly(
            Map.entry(
                "cost",
                "0.000042 USD of it was paid before this sending, for 2 events that are repeats"));
    assertThat(json(again))
        .isEqualTo("{\"events\":2,\"cost\":\"0.000042000000\",\"currency\":\"USD\"}");
  }

  @Test
  void saysWhereNothingOfTheCostIsNew() {
    predicted("a", "0.000012000000");
    PredictedBefore again = PredictedBefore.of(before, Set.of(requestId("a")));
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.putObject("cost").put("amount", "0.000012000000").put("currency", "USD");

    assertThat(ReportText.of(report, again.meanings(new BigDecimal("0.000012"))))
        .isEqualTo(
            "cost               amount 0.000012, currency USD (all of it was paid before this"
                + " sending, for 1 event that is a repeat)");
  }

  @Test
  void isSilentOfAFileThatIsSentForTheFirstTime() {
    predicted("other", "1");
    PredictedBefore none = PredictedBefore.of(before, Set.of(requestId("a")));

    assertThat(none.pointers()).isEmpty();
    assertThat(none.meanings(BigDecimal.ONE)).isEmpty();
    assertThat(json(none)).isEqualTo("{\"events\":0,\"cost\":\"0\",\"currency\":\"USD\"}");
  }

  private static String json(PredictedBefore predicted) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    predicted.addTo(report);
    return report.path("predictedBefore").toString();
  }

  private void predicted(String id, String cost) {
    Prediction prediction = prediction(id, Outcome.ANSWERED);
    prediction.setCost(new BigDecimal(cost));
    before.put(requestId(id), prediction);
  }
}
