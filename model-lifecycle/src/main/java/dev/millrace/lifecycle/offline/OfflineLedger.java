package dev.millrace.lifecycle.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.OfflineCall;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books offline calls: before one is made it stands in offline-calls, and when it has ended it is a
 * record of shadow-predictions, which cost-aggregator and reconcile take as they take those of
 * shadows.
 *
 * <p><i>Failure</i>: a call that cannot be entered is not made, and none is entered about a tenant
 * that was erased: all offline calls pass here, so no model is asked about it. A call leaves
 * offline-calls only when its record is written; until then it is one of {@link LostCalls}, which
 * books it at the most that it can have taken.
 *
 * <p><i>Threads</i>: may be told by many.
 */
public final class OfflineLedger implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OfflineLedger.class);
  private static final Duration STOP = Duration.ofSeconds(30);

  /** A call begins so soon after it was planned that it is over before it is taken for lost. */
  private static final int BLOCK_MILLIS = 10_000;

  private static final int DELIVERY_MILLIS = 20_000;

  private final Producer<byte[], byte[]> producer;
  private final Codecs codecs;
  private final Supplier<String> ids;
  private final Predicate<String> isErased;
  private final AtomicLong unwritten = new AtomicLong();

  /**
   * Who is charged for a question.
   *
   * @param version of the pipeline's model that is asked; 0 where it is none of them
   */
  public record Whose(String tenant, String pipeline, int version) {}

  /** How records are written. */
  record Codecs(AvroCodec<Prediction> ended, AvroCodec<OfflineCall> open) {

    static Codecs of(SchemaRegistry registry) {
      return new Codecs(
          new AvroCodec<>(Topics.SHADOW_PREDICTIONS, registry),
          new AvroCodec<>(Topics.OFFLINE_CALLS, registry));
    }
  }

  /**
   * Writes to a producer.
   *
   * @param ids of calls, none twice
   * @param isErased whether a tenant was erased
   */
  OfflineLedger(
      Producer<byte[], byte[]> producer,
      Codecs codecs,
      Supplier<String> ids,
      Predicate<String> isErased) {
    this.producer = producer;
    this.codecs = codecs;
    this.ids = ids;
    this.isErased = isErased;
  }

  /**
   * On Kafka; the caller closes it when the last call has ended.
   *
   * @param isErased whether a tenant was erased
   */
  public static OfflineLedger open(
      KafkaConnection kafka, SchemaRegistry registry, Predicate<String> isErased) {
    Codecs codecs = Codecs.of(registry);
    codecs.ended().register();
    codecs.open().register();
    var properties = kafka.properties("offline-ledger");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    return new OfflineLedger(
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
        codecs,
        () -> UUID.randomUUID().toString(),
        isErased);
  }

  /**
   * Takes calls that somebody is charged for.
   *
   * @param whose says of a question's id who that is
   */
  public OfflineCalls chargedTo(Function<String, Whose> whose) {
    return planned -> enter(planned, whose.apply(planned.questionId()));
  }

  /** Books a call of whose end nobody heard at the most that it can have taken. */
  void lost(OfflineCall call) {
    end(call, OfflineRecords.lost(call));
  }

  private OfflineCall open(OfflineCalls.Planned planned, Whose whose) {
    return OfflineCall.newBuilder()
        .setId(ids.get())
        .setRun(planned.run())
        .setRequestId(planned.questionId())
        .setTenant(whose.tenant())
        .setPipeline(whose.pipeline())
        .setModelId(planned.modelId())
        .setModelVersion(whose.version())
        .setStartedAt(planned.startedAt())
        .setLostAt(planned.lostAt())
        .setUsage(planned.most())
        .setCost(planned.bound().orElse(null))
        .build();
  }

  private CompletableFuture<OfflineCalls.Entry> enter(OfflineCalls.Planned planned, Whose whose) {
    return isErased.test(whose.tenant())
        ? CompletableFuture.failedFuture(
            new IllegalStateException("its tenant was erased: no model is asked about it"))
        : enter(open(planned, whose));
  }

  private CompletableFuture<OfflineCalls.Entry> enter(OfflineCall call) {
    CompletableFuture<OfflineCalls.Entry> entered = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.OFFLINE_CALLS.name(),
                  call.getId().getBytes(UTF_8),
                  codecs.open().encode(call)),
              (place, failure) -> {
                if (failure == null) {
                  entered.complete(entry(call));
                } else {
                  entered.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      entered.completeExceptionally(e);
    }
    return entered;
  }

  private OfflineCalls.Entry entry(OfflineCall call) {
    return new OfflineCalls.Entry() {
      @Override
      public void answered(OfflineCalls.Answer answer) {
        end(call, OfflineRecords.answered(call, answer));
      }

      @Override
      public void refused() {
        leave(call);
      }
    };
  }

  /** Throws nothing: the call is paid for, and must not be asked again for want of a record. */
  private void end(OfflineCall call, Prediction record) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.SHADOW_PREDICTIONS.name(),
                  call.getRequestId().getBytes(UTF_8),
                  codecs.ended().encode(record)),
              (place, failure) -> {
                if (failure == null) {
                  leave(call);
                } else {
                  unwritten(failure);
                }
              });
    } catch (RuntimeException e) {
      unwritten(e);
    }
  }

  /**
   * Where this is not written, the call is booked once more, at the most that it can have taken:
   * both records have its id, and the first counts.
   */
  private void leave(OfflineCall call) {
    byte @Nullable [] nothing = null;
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.OFFLINE_CALLS.name(), call.getId().getBytes(UTF_8), nothing));
    } catch (RuntimeException e) {
      LOG.debug("the call {} stays open", call.getId(), e);
    }
  }

  private void unwritten(Exception failure) {
    unwritten.incrementAndGet();
    LOG.debug("an offline call is booked later", failure);
  }

  /** Waits until everything is written. */
  @Override
  public void close() {
    producer.close(STOP);
    if (unwritten.get() > 0) {
      LOG.warn(
          "the records of {} offline calls could not be written to shadow-predictions: they stand in"
              + " offline-calls, and are booked at the most that they can have taken",
          unwritten.get());
    }
  }
}
