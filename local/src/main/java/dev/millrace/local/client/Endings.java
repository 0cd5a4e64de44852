package dev.millrace.local.client;

import dev.millrace.platform.kafka.TopicReader;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows how the requests of a pipeline end, in steps.
 *
 * <p><i>Threads</i>: one.
 */
public final class Endings {

  private final TopicReader topics;
  private final String pipeline;
  private final Map<Integer, Long> nextPrediction = new HashMap<>();
  private final Map<Integer, Long> nextLetter = new HashMap<>();
  private final Map<String, Prediction> predictions = new LinkedHashMap<>();
  private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

  public Endings(TopicReader topics, String pipeline) {
    this.topics = topics;
    this.pipeline = pipeline;
  }

  /** Reads whatever came since the last time. */
  public void catchUp() {
    topics.readFrom(
        Topics.PREDICTIONS,
        nextPrediction,
        record -> {
          passed(nextPrediction, record);
          if (record.value().getPipeline().equals(pipeline)) {
            predictions.putIfAbsent(record.value().getRequestId(), record.value());
          }
        });
    topics.readFrom(
        Topics.DEAD_LETTERS,
        nextLetter,
        record -> {
          passed(nextLetter, record);
          DeadLetter letter = record.value();
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

  /** The last dead letter of ingestion of each event, by the request id that it would have had. */
  public Map<String, DeadLetter> deadLetters() {
    return Map.copyOf(letters);
  }

  private static void passed(Map<Integer, Long> next, ConsumerRecord<?, ?> record) {
    next.merge(record.partition(), record.offset() + 1, Math::max);
  }
}
