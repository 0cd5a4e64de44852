package dev.millrace.local.client;

import dev.millrace.lifecycle.domain.dataset.Truth;
import dev.millrace.local.domain.Told;
import dev.millrace.platform.kafka.ReadableRecords;
import dev.millrace.record.Feedback;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.FeedbackScope;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What was asked, said and true of a range of requests.
 *
 * @param requests in the order of their topic, partition by partition
 * @param said what came of them, by request; none of those that no model had its say about
 * @param truths labels by request, of those that have one
 * @param erased requests of the range that are left out, because their tenants were erased
 */
public record Past(
    List<InferenceRequest> requests,
    Map<String, Told> said,
    Map<String, String> truths,
    int erased) {

  /**
   * A range of requests.
   *
   * @param from the first is not before it
   * @param to the last is before it; absent for the present end
   * @param limit most requests
   */
  public record Range(String pipeline, Place from, Optional<Place> to, int limit) {}

  public Past {
    requests = List.copyOf(requests);
    said = Map.copyOf(said);
    truths = Map.copyOf(truths);
  }

  /**
   * Reads a range of a factory's topics.
   *
   * @param isErased whether a tenant was erased
   * @param warnings is told of each record that cannot be read
   */
  public static Past of(
      RunningFactory factory, Range range, Predicate<String> isErased, Consumer<String> warnings) {
    Picked picked = new Picked(range.pipeline(), range.limit(), isErased);
    read(factory, range, picked, warnings);
    List<InferenceRequest> requests = picked.requests;
    Set<String> ids = new HashSet<>();
    requests.forEach(request -> ids.add(request.getRequestId()));
    RecordStream records = new RecordStream(factory, warnings);
    Map<String, Prediction> predictions = new HashMap<>();
    records.read(
        Topics.PREDICTIONS,
        prediction -> {
          if (ids.contains(prediction.getRequestId())) {
            predictions.putIfAbsent(prediction.getRequestId(), prediction);
          }
        });
    Map<String, Truth> truths = new HashMap<>();
    records.read(Topics.FEEDBACK, feedback -> note(feedback, predictions, truths));
    Map<String, Told> said = new HashMap<>();
    predictions.forEach(
        (id, prediction) -> Told.then(prediction).ifPresent(told -> said.put(id, told)));
    Map<String, String> labels = new HashMap<>();
    truths.forEach((id, truth) -> labels.put(id, truth.label()));
    return new Past(requests, said, labels, picked.erased);
  }

  /** The requests of a range, as they are picked from all that are read. */
  static final class Picked implements Consumer<InferenceRequest> {

    private final String pipeline;
    private final int limit;
    private final Predicate<String> isErased;

    final List<InferenceRequest> requests = new ArrayList<>();

    /** How many were left out before the limit was reached: they take no place of others. */
    int erased;

    Picked(String pipeline, int limit, Predicate<String> isErased) {
      this.pipeline = pipeline;
      this.limit = limit;
      this.isErased = isErased;
    }

    boolean isFull() {
      return requests.size() >= limit;
    }

    @Override
    public void accept(InferenceRequest request) {
      if (isFull() || !request.getPipeline().equals(pipeline)) {
        return;
      }
      if (isErased.test(request.getTenant())) {
        erased++;
      } else {
        requests.add(request);
      }
    }
  }

  private static void read(
      RunningFactory factory, Range range, Picked picked, Consumer<String> warnings) {
    ReadableRecords<InferenceRequest> readable =
        new ReadableRecords<>(Topics.INFERENCE_REQUESTS, factory.registry(), picked, warnings);
    factory
        .topics()
        .readRawFrom(
            Topics.INFERENCE_REQUESTS,
            range.from().start(factory.topics().begins(Topics.INFERENCE_REQUESTS)),
            record -> {
              if (!range.from().isAfter(record)
                  && range.to().map(to -> to.isAfter(record)).orElse(true)
                  && !picked.isFull()) {
                readable.accept(record);
              }
            });
  }

  private static void note(
      Feedback feedback, Map<String, Prediction> predictions, Map<String, Truth> truths) {
    Prediction prediction = predictions.get(feedback.getRequestId());
    String label = feedback.getLabel();
    if (prediction != null && label != null && FeedbackScope.covers(feedback, prediction)) {
      truths.merge(feedback.getRequestId(), new Truth(label, feedback.getObservedAt()), Truth::or);
    }
  }
}
