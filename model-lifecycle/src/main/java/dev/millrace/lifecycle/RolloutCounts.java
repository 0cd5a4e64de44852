package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.rollout.Packed;
import dev.millrace.lifecycle.domain.rollout.RequestCourse;
import dev.millrace.lifecycle.domain.rollout.Sighting;
import dev.millrace.lifecycle.domain.rollout.StepCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The counts of the pipelines that are being rolled out, and the requests that they were made of.
 *
 * <p><i>Shape</i>: a request is kept from its first record to the end of its step: a label may come
 * as late as that, and may be corrected. The same records in any order give the same counts.
 *
 * <p><i>Owner</i>: one processor, which gets what {@link RolloutFeed} passes on.
 */
final class RolloutCounts {

  static final String COUNTS = "rollout-counts";
  static final String COURSES = "rollout-courses";

  /** Between a pipeline, whose name cannot have it, and a request. */
  private static final String SEPARATOR = "/";

  /** So many are forgotten in one go. */
  private static final int PIECE = 1000;

  private final KeyValueStore<String, byte[]> counts;
  private final KeyValueStore<String, byte[]> courses;

  RolloutCounts(KeyValueStore<String, byte[]> counts, KeyValueStore<String, byte[]> courses) {
    this.counts = counts;
    this.courses = courses;
  }

  /** Adds the stores to a topology; the processor names both. */
  static void addStores(StreamsBuilder builder) {
    for (String name : List.of(COUNTS, COURSES)) {
      builder.addStateStore(
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray()));
    }
  }

  /** Counts anew from now on: the canary got a share. */
  void begin(String pipeline, Instant since) {
    end(pipeline);
    counts.put(pipeline, Packed.counts(StepCounts.since(since)));
  }

  /** Counts no longer, and forgets the requests. */
  void end(String pipeline) {
    counts.delete(pipeline);
    List<String> piece;
    do {
      piece = courses(pipeline);
      piece.forEach(courses::delete);
    } while (piece.size() == PIECE);
  }

  /** What was counted since the step began; absent where none did. */
  Optional<StepCounts> of(String pipeline) {
    byte @Nullable [] known = counts.get(pipeline);
    return Optional.ofNullable(known).map(Packed::counts);
  }

  /** Counts what one record tells, where a step is under way that it concerns. */
  void take(String pipeline, Sighting sighting) {
    Optional<StepCounts> step = of(pipeline).filter(known -> known.concerns(sighting));
    if (step.isEmpty()) {
      return;
    }
    String key = pipeline + SEPARATOR + sighting.request();
    byte @Nullable [] known = courses.get(key);
    RequestCourse before = known == null ? RequestCourse.UNKNOWN : Packed.course(known);
    RequestCourse after = before.and(sighting);
    if (!after.equals(before)) {
      courses.put(key, Packed.course(after));
      counts.put(pipeline, Packed.counts(step.get().with(before, after)));
    }
  }

  /** The pipelines that are counted. */
  List<String> pipelines() {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = counts.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private List<String> courses(String pipeline) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        courses.prefixScan(pipeline + SEPARATOR, new StringSerializer())) {
      while (all.hasNext() && keys.size() < PIECE) {
        keys.add(all.next().key);
      }
    }
    return keys;
  }
}
