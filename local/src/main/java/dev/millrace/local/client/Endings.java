package dev.millrace.local.client;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Prediction;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Follows how the requests of a pipeline end, in steps.
 *
 * <p><i>Threads</i>: one.
 */
public final class Endings {

  private final RecordStream records;
  private final String pipeline;
  private final Map<Integer, Long> nextPrediction = new HashMap<>();
  private final Map<Integer, Long> nextLetter = new HashMap<>();
  private final Map<String, Prediction> predictions = new LinkedHashMap<>();
  private final Map<String, DeadLetter> letters = new LinkedHashMap<>();
  private Map<String, Prediction> before = Map.of();

  /** From the beginning of the topics on. */
  public Endings(RecordStream records, String pipeline) {
    this.records = records;
    this.pipeline = pipeline;
  }

  /**
   * Of what is sent from now on: an event that has a prediction has ended, one that has a dead
   * letter comes anew. Reads the predictions that there are.
   */
  public static Endings fromNowOn(RecordStream records, String pipeline) {
    Endings endings = new Endings(records, pipeline);
    endings.nextLetter.putAll(records.ends(Topics.DEAD_LETTERS));
    endings.catchUp();
    endings.before = endings.predictions();
    return endings;
  }

  /** Reads whatever came since the last time. */
  public void catchUp() {
    records.readOn(
        Topics.PREDICTIONS,
        nextPrediction,
        prediction -> {
          if (prediction.getPipeline().equals(pipeline)) {
            predictions.putIfAbsent(prediction.getRequestId(), prediction);
          }
        });
    records.readOn(
        Topics.DEAD_LETTERS,
        nextLetter,
        letter -> {
          if (letter.getStage() == Stage.INGESTION && pipeline.equals(letter.getPipeline())) {
            letters.put(
                RequestId.of(letter.getTenant(), letter.getPipeline(), letter.getEventId()),
                letter);
          }
        });
  }

  /** Those of the requests that have not ended. */
  public Set<String> missing(Collection<String> requestIds) {
    Set<String> missing = new HashSet<>(requestIds);
    missing.removeAll(predictions.keySet());
    missing.removeAll(letters.keySet());
    return missing;
  }

  /** Terminal records so far, by request id. */
  public Map<String, Prediction> predictions() {
    return Map.copyOf(predictions);
  }

  /** Those of them that were there from the beginning on, by request id. */
  public Map<String, Prediction> predictionsBefore() {
    return before;
  }

  /** The last dead letter of ingestion of each event, by the request id that it would have had. */
  public Map<String, DeadLetter> deadLetters() {
    return Map.copyOf(letters);
  }
}
