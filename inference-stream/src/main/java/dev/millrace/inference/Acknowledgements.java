package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.queue.Places;
import dev.millrace.inference.journal.RequestPosition;
import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Tells a desk which predictions the brokers have. Until then this process alone knows of an answer
 * that was paid for, and a kill would have it paid for again: the desk lets nobody through while
 * there are too many of them.
 *
 * <p><i>Shape</i>: Flink makes stages and sinks of a job from bytes, so they find each other by an
 * id, within one process: they are one chain, see {@link InferenceJob}.
 *
 * <p><i>Threads</i>: may be told by many at once.
 */
final class Acknowledgements implements Serializable {

  private static final long serialVersionUID = 1;

  private static final String JOB = "millrace.acknowledgements";

  /** As a record of a batch job says it: its answer lies in the bucket, and is fetched again. */
  private static final String BATCH_TIER = "batch";

  private static final Map<Key, Awaited> AWAITED = new ConcurrentHashMap<>();

  private final String job = UUID.randomUUID().toString();

  private record Key(String job, RequestPosition position) {}

  private record Awaited(CallDesk desk, int parts) {}

  /** What the producer of predictions is to be set up with. */
  Map<String, String> settings() {
    return Map.of(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, Interceptor.class.getName(), JOB, job);
  }

  /** Has what was paid for a request count at the desk, until the brokers have its prediction. */
  void await(Received received, @Nullable Prediction prediction, CallDesk desk) {
    int parts = prediction == null ? 0 : parts(prediction.getAttempts());
    if (parts > 0) {
      desk.answered(parts);
      AWAITED.put(
          new Key(job, new RequestPosition(received.partition(), received.offset())),
          new Awaited(desk, parts));
    }
  }

  /** A desk is gone, and whatever it waited for. */
  void closed(CallDesk desk) {
    AWAITED.values().removeIf(awaited -> awaited.desk() == desk);
  }

  /** A request counts for its last call, whatever came before; of a shared one for its share. */
  private static int parts(List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return 0;
    }
    Attempt last = attempts.get(attempts.size() - 1);
    return BATCH_TIER.equals(last.getServiceTier()) ? 0 : Places.shareOf(last.getRecords());
  }

  /** What Kafka's producer tells of each record that it is rid of, written or not. */
  public static final class Interceptor implements ProducerInterceptor<byte[], byte[]> {

    private String job = "";

    @Override
    public void configure(Map<String, ?> settings) {
      job = String.valueOf(settings.get(JOB));
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      return record;
    }

    /** A record that cannot be written fails the job, which asks its journal what there is. */
    @Override
    public void onAcknowledgement(
        @Nullable RecordMetadata metadata, @Nullable Exception failure, Headers headers) {
      RequestPosition.of(headers)
          .map(position -> AWAITED.remove(new Key(job, position)))
          .ifPresent(awaited -> awaited.desk().written(awaited.parts()));
    }

    @Override
    public void close() {
      // The desk says what it does not wait for any more.
    }
  }
}
