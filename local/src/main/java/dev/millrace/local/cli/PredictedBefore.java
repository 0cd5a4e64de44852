package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.Score;
import dev.millrace.platform.pricing.Dollars;
import dev.millrace.record.Prediction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events of a sending that had their prediction before it, most often because a file is sent again.
 *
 * @param events how many
 * @param of how many different events were sent
 * @param cost of these predictions, in US dollars
 */
record PredictedBefore(long events, long of, BigDecimal cost) {

  /**
   * Those of a sending.
   *
   * @param before predictions that were there before it, by request id
   * @param sent request ids of the events that were sent
   */
  static PredictedBefore of(Map<String, Prediction> before, Set<String> sent) {
    Score score = new Score(Map.of());
    before.forEach(
        (requestId, prediction) -> {
          if (sent.contains(requestId)) {
            score.add(prediction);
          }
        });
    return new PredictedBefore(score.size(), sent.size(), score.cost());
  }

  void addTo(ObjectNode report) {
    report
        .putObject("predictedBefore")
        .put("events", events)
        .put("cost", cost.toPlainString())
        .put("currency", "USD");
  }

  /**
   * What is said behind lines of the report, by their names: how much of the cost is no new one.
   *
   * @param shown cost of all events that were sent, in US dollars
   */
  Map<String, String> meanings(BigDecimal shown) {
    if (cost.signum() == 0) {
      return Map.of();
    }
    return Map.of(
        "cost",
        (cost.compareTo(shown) == 0 ? "all" : Dollars.exact(cost) + " USD")
            + " of it was paid before this sending, for "
            + Counted.of(events, "event that is a repeat", "events that are repeats"));
  }

  /** What that means; nothing where there are none. The sum stands beside the cost. */
  List<String> pointers() {
    if (events == 0) {
      return List.of();
    }
    return List.of(
        Counted.of(events, "event")
            + " of "
            + of
            + " had a prediction before this sending: what is shown of them is of then. An event that"
            + " comes again is neither asked nor paid for again "
            + SendText.WITHIN);
  }
}
