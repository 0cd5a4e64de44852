package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the sample that wait for their answer, and answers that wait to be rated.
 *
 * <p><i>Size</i>: nothing stays longer than a day; what is rated, or has failed, goes at once.
 *
 * <p><i>Owner</i>: one task.
 */
final class Waiting {

  static final String NAME = "judge-waiting";

  private static final String REQUEST = "q/";
  private static final String ANSWER = "a/";

  /** Behind all of them: the next character. */
  private static final String ANSWERS_END = "a0";

  private final KeyValueStore<String, byte[]> store;

  /** How records are written. */
  record Codecs(AvroCodec<InferenceRequest> requests, AvroCodec<Prediction> predictions) {}

  Waiting(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** Adds the store to a topology; whoever uses it names it. */
  static void addStore(StreamsBuilder builder) {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(NAME), Serdes.String(), Serdes.ByteArray()));
  }

  /** Lets a request wait, as it was written. */
  void asked(String request, Instant at, byte[] bytes) {
    store.put(REQUEST + request, stamped(at, bytes));
  }

  /** Lets an answer wait, as it was written. */
  void answered(String request, Instant at, byte[] bytes) {
    store.put(ANSWER + request, stamped(at, bytes));
  }

  /** Nothing waits any more. */
  void forget(String request) {
    store.delete(REQUEST + request);
    store.delete(ANSWER + request);
  }

  /**
   * So many of the answers whose request is there, in the order of their ids.
   *
   * @param from id to begin with
   * @param isAsked whether somebody wants to know; the others are forgotten
   */
  List<Exchange> complete(String from, int most, Codecs codecs, Predicate<Exchange> isAsked) {
    List<Exchange> complete = new ArrayList<>();
    List<String> unasked = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> answers = store.range(ANSWER + from, ANSWERS_END)) {
      while (answers.hasNext() && complete.size() < most) {
        var answer = answers.next();
        String request = answer.key.substring(ANSWER.length());
        byte @Nullable [] asked = store.get(REQUEST + request);
        if (asked == null) {
          continue;
        }
        Exchange.of(
                codecs.requests().decode(unstamped(asked)),
                codecs.predictions().decode(unstamped(answer.value)))
            .filter(isAsked)
            .ifPresentOrElse(complete::add, () -> unasked.add(request));
      }
    }
    unasked.forEach(this::forget);
    return complete;
  }

  /** Forgets what is older, and says how many that were. */
  int forgetBefore(Instant horizon) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        if (ByteBuffer.wrap(entry.value).getLong() < horizon.toEpochMilli()) {
          old.add(entry.key);
        }
      }
    }
    old.forEach(store::delete);
    return old.size();
  }

  private static byte[] stamped(Instant at, byte[] bytes) {
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .putLong(at.toEpochMilli())
        .put(bytes)
        .array();
  }

  private static byte[] unstamped(byte[] stamped) {
    byte[] bytes = new byte[stamped.length - Long.BYTES];
    System.arraycopy(stamped, Long.BYTES, bytes, 0, bytes.length);
    return bytes;
  }
}
