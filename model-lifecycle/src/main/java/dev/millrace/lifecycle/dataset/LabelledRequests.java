package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.Examples;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.domain.dataset.Truth;
import dev.millrace.lifecycle.domain.dataset.Truths;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.platform.answers.domain.LabelPrompt;
import dev.millrace.record.Feedback;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings labels and the requests that they are about together.
 *
 * <p>{@code predictions} are not read: a label is true of a request whatever a model made of it,
 * and the request has its tenant, its features and its segment.
 *
 * <p><i>Size</i>: bounded by the terms. The labels are read first, then the requests once; only
 * those with a label are kept.
 *
 * <p><i>Failure</i>: a record that cannot be read is left out and counted.
 *
 * <p><i>Threads</i>: one, for one reading.
 */
final class LabelledRequests {

  /** About as many as a model is trained with at most; a longer line fails a whole job. */
  private static final int LONGEST_TEXT = 100_000;

  /** Why something is left out: its tenant was erased. */
  static final String ERASED = "erasedTenants";

  /** In the wire format, a zero and the id of the schema come first. */
  private static final int ID_AT = 1;

  private final ExampleSource source;
  private final DatasetTerms terms;
  private final List<String> labels;
  private final Map<String, Integer> left = new TreeMap<>();
  private final Map<String, TreeSet<Integer>> schemas = new TreeMap<>();

  /** So that what all requests have in common is there once. */
  private final Map<Object, Object> shared = new HashMap<>();

  private final Runnable read;

  /**
   * A reading.
   *
   * @param labels that may be given, in the order of the spec
   * @param read told of each record that was read
   */
  LabelledRequests(ExampleSource source, DatasetTerms terms, List<String> labels, Runnable read) {
    this.source = source;
    this.terms = terms;
    this.labels = List.copyOf(labels);
    this.read = read;
  }

  /** Reads the examples of a pipeline. */
  Examples of(String pipeline, Pinned pinned) {
    Truths truths = new Truths(terms.labels());
    each(
        Topics.FEEDBACK,
        pinned.feedback(),
        feedback -> {
          if (feedback.getPipeline().equals(pipeline)) {
            take(feedback, truths);
          }
        });
    Examples examples = new Examples(terms.holdoutShare(), terms.training(), terms.holdout());
    Set<String> found = new TreeSet<>();
    each(
        Topics.INFERENCE_REQUESTS,
        pinned.requests(),
        request -> {
          if (request.getPipeline().equals(pipeline)) {
            truths
                .of(request.getRequestId(), request.getTenant())
                .filter(truth -> isUsable(request, found))
                .ifPresent(truth -> examples.add(labelled(request, truth)));
          }
        });
    leave("withoutRequest", truths.size() - found.size());
    leave("labelledEarlier", truths.forgotten());
    leave("sameText", examples.duplicates());
    leave("beyondTheLimit", examples.crowdedOut());
    return examples;
  }

  /** What was left out, by reason. */
  Map<String, Integer> left() {
    return Map.copyOf(left);
  }

  /** Ids of schemas by topic. */
  Map<String, List<Integer>> schemas() {
    Map<String, List<Integer>> ids = new TreeMap<>();
    schemas.forEach((topic, known) -> ids.put(topic, new ArrayList<>(known)));
    return ids;
  }

  private void take(Feedback feedback, Truths truths) {
    String label = feedback.getLabel();
    if (label == null) {
      return;
    }
    if (source.isErased().test(feedback.getTenant())) {
      leave(ERASED, 1);
      return;
    }
    if (!labels.contains(label)) {
      leave("otherLabels", 1);
      return;
    }
    truths.add(
        feedback.getRequestId(),
        feedback.getTenant(),
        new Truth(shared(label), feedback.getObservedAt()));
  }

  private boolean isUsable(InferenceRequest request, Set<String> found) {
    found.add(request.getRequestId());
    if (source.isErased().test(request.getTenant())) {
      // Since its label was read.
      leave(ERASED, 1);
      return false;
    }
    String text = request.getPrompt().getUser();
    if (request.getTask() != Task.CLASSIFICATION) {
      leave("otherTask", 1);
      return false;
    }
    if (text.isBlank() || text.length() > LONGEST_TEXT) {
      leave(text.isBlank() ? "withoutText" : "tooLong", 1);
      return false;
    }
    return true;
  }

  private LabelledRequest labelled(InferenceRequest request, Truth truth) {
    return new LabelledRequest(
        request.getRequestId(),
        shared(request.getTenant()),
        system(request.getPrompt()),
        request.getPrompt().getUser(),
        LabelPrompt.maxTokens(request.getMaxTokens()),
        truth,
        Optional.ofNullable(request.getSegment()).map(this::shared),
        request.getOccurredAt(),
        request.getFeatures());
  }

  /** With the labels of today: an example may have one that its request did not know yet. */
  private String system(Prompt prompt) {
    return shared(LabelPrompt.system(new Prompt(prompt.getSystem(), prompt.getUser(), labels)));
  }

  @SuppressWarnings("unchecked") // what is equal to a value is of its type
  private <T> T shared(T value) {
    return (T) shared.computeIfAbsent(value, same -> same);
  }

  private <V extends SpecificRecord> void each(Topic<V> topic, Offsets offsets, Consumer<V> to) {
    AvroCodec<V> codec = new AvroCodec<>(topic, source.registry());
    source
        .topics()
        .read(
            topic,
            offsets,
            bytes -> {
              read.run();
              V value;
              try {
                value = codec.decode(bytes == null ? new byte[0] : bytes);
              } catch (UnreadableRecordException e) {
                leave("unreadable", 1);
                return;
              }
              note(topic, bytes);
              to.accept(value);
            });
  }

  private void note(Topic<?> topic, byte @Nullable [] readable) {
    if (readable != null) {
      schemas
          .computeIfAbsent(topic.name(), none -> new TreeSet<>())
          .add(ByteBuffer.wrap(readable).getInt(ID_AT));
    }
  }

  private void leave(String reason, int count) {
    if (count > 0) {
      left.merge(reason, count, Integer::sum);
    }
  }
}
