package dev.millrace.lifecycle.work;

import dev.millrace.record.TrainingProfile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dataset is. Its JSON lies beside it in its bucket.
 *
 * @param pipeline whose requests they are
 * @param run name of the run that it was made for
 * @param labels that may be given, in the order of the spec
 * @param tenants whose requests the examples are, or those of the dataset were that was made before
 *     in its place, but for erased ones; none where an earlier build did not say
 * @param training examples to train with
 * @param holdout examples that no training sees
 * @param from event time of the oldest example
 * @param to event time of the newest
 * @param pinned what it was made of
 * @param schemas ids in the registry that records were written with, by topic
 * @param left how many labels and examples were left out, by reason
 * @param profile what the features of the training examples were like, by JSON Pointer, in the
 *     drift detector's own form; empty where nothing is watched
 */
public record DatasetCard(
    String pipeline,
    String run,
    List<String> labels,
    Set<String> tenants,
    Part training,
    Part holdout,
    Instant from,
    Instant to,
    Pinned pinned,
    Map<String, List<Integer>> schemas,
    Map<String, Integer> left,
    Map<String, ByteBuffer> profile) {

  /**
   * One side of the split.
   *
   * @param uri S3 URI of its JSON lines
   * @param examples lines
   * @param bytes size
   * @param sha256 of its bytes, in hexadecimal digits
   * @param labels examples by label
   */
  public record Part(
      String uri, int examples, long bytes, String sha256, Map<String, Integer> labels) {

    public Part {
      labels = Map.copyOf(labels);
    }
  }

  public DatasetCard {
    labels = List.copyOf(labels);
    tenants = Set.copyOf(tenants);
    schemas = Map.copyOf(schemas);
    left = Map.copyOf(left);
    Map<String, ByteBuffer> unchanging = new HashMap<>();
    profile.forEach((feature, bytes) -> unchanging.put(feature, bytes.asReadOnlyBuffer()));
    profile = Map.copyOf(unchanging);
  }

  /** As it is told of a model that was trained from it. */
  public TrainingProfile trainedBy(String jobId) {
    Map<String, ByteBuffer> profiles = new HashMap<>();
    profile.forEach((feature, bytes) -> profiles.put(feature, bytes.duplicate()));
    return new TrainingProfile(
        training.uri(), (long) training.examples(), from, to, jobId, profiles);
  }
}
