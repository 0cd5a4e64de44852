package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.queue.UnwrittenAnswers;
import dev.millrace.inference.journal.RequestPosition;
import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a stage's desk which predictions the brokers have. Until then this process alone knows of
 * an answer that was paid for, and a kill would have it paid for again: the desk lets nobody
 * through while there are too many of them.
 *
 * <p><i>Shape</i>: Flink makes stages and sinks of a job from bytes, so they find each other by an
 * id, within one process: they are one chain, see {@link InferenceJob}.
 *
 * <p><i>Threads</i>: may be told by many at once.
 */
final class Acknowledgements implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

  /** Before it is told that the brokers keep calls from beginning, and before it is told again. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private static final String JOB = "millrace.acknowledgements";

  private static final Map<Key, Expected> EXPECTED = new ConcurrentHashMap<>();

  private final String job = UUID.randomUUID().toString();

  private record Key(String job, RequestPosition position) {}

  private record Expected(OfStage by, int share) {}

  /** What the producer of predictions is to be set up with. */
  Map<String, String> settings() {
    return Map.of(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, Interceptor.class.getName(), JOB, job);
  }

  /** Those that a stage expects; to be closed when it ends nothing any more. */
  OfStage open(CallDesk desk, CallDesk.Timer timer) {
    return new OfStage(job, desk, timer);
  }

  /** The acknowledgements of one stage. */
  static final class OfStage implements AutoCloseable {

    private final String job;
    private final CallDesk desk;
    private final CallDesk.Timer timer;
    private final AtomicInteger unsent = new AtomicInteger();
    private final AtomicBoolean isWatched = new AtomicBoolean();
    private volatile boolean closed;

    private OfStage(String job, CallDesk desk, CallDesk.Timer timer) {
      this.job = job;
      this.desk = desk;
      this.timer = timer;
    }

    /** What was paid for a request counts at the desk, until the brokers have its prediction. */
    void expect(Received received, @Nullable Prediction prediction) {
      int share = prediction == null ? 0 : share(prediction.getAttempts());
      if (share == 0) {
        return;
      }
      Key key = new Key(job, new RequestPosition(received.partition(), received.offset()));
      Expected expected = new Expected(this, share);
      desk.unwritten().add(share);
      unsent.incrementAndGet();
      EXPECTED.put(key, expected);
      if (closed) {
        EXPECTED.remove(key, expected);
      }
      if (desk.unwritten().areTooMany() && isWatched.compareAndSet(false, true)) {
        timer.after(LONG, this::tell);
      }
    }

    /** Says what else would only show in calls that wait and none that is under way. */
    private void tell() {
      if (closed || !desk.unwritten().areTooMany()) {
        isWatched.set(false);
        return;
      }
      LOG.warn(
          "no call begins: the answers of {} calls wait for the brokers",
          Math.round(desk.unwritten().calls()));
      timer.after(LONG, this::tell);
    }

    /**
     * Whether no call begins before the operator has handed on what is answered: then nothing may
     * hold it up.
     */
    boolean needOperator() {
      return unsent.get() > 0 && desk.unwritten().areTooMany();
    }

    @Override
    public void close() {
      closed = true;
      EXPECTED.values().removeIf(expected -> expected.by() == this);
    }

    /** A request counts for its last call, whatever came before; one of a batch for nothing. */
    private static int share(List<Attempt> attempts) {
      if (attempts.isEmpty()) {
        return 0;
      }
      Attempt last = attempts.get(attempts.size() - 1);
      return Report.BATCH_TIER.equals(last.getServiceTier())
          ? 0
          : UnwrittenAnswers.shareOf(last.getRecords());
    }
  }

  /** What Kafka's producer tells of each record. */
  public static final class Interceptor implements ProducerInterceptor<byte[], byte[]> {

    private String job = "";

    @Override
    public void configure(Map<String, ?> settings) {
      job = String.valueOf(settings.get(JOB));
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      key(record.headers())
          .map(EXPECTED::get)
          .ifPresent(expected -> expected.by().unsent.decrementAndGet());
      return record;
    }

    /** A record that cannot be written fails the job: until it has ended, no more is paid for. */
    @Override
    public void onAcknowledgement(
        @Nullable RecordMetadata metadata, @Nullable Exception failure, Headers headers) {
      if (failure == null) {
        key(headers)
            .map(EXPECTED::remove)
            .ifPresent(expected -> expected.by().desk.written(expected.share()));
      }
    }

    @Override
    public void close() {
      // The stage says what it does not expect any more.
    }

    private Optional<Key> key(Headers headers) {
      return RequestPosition.of(headers).map(position -> new Key(job, position));
    }
  }
}
