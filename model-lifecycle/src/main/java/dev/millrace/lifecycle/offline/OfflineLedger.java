package dev.millrace.lifecycle.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books offline calls: each is a record of shadow-predictions with the route {@link Route#OFFLINE},
 * which cost-aggregator and reconcile take as they take those of shadows.
 *
 * <p><i>Failure</i>: a call whose record cannot be written is in the endpoint's meter and in no
 * window; {@link #close} says in the log how many there were.
 *
 * <p><i>Threads</i>: may be told by many.
 */
public final class OfflineLedger implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OfflineLedger.class);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<Prediction> codec;
  private final AtomicLong unwritten = new AtomicLong();

  /**
   * Who is charged for a question.
   *
   * @param version of the pipeline's model that is asked; 0 where it is none of them
   */
  public record Whose(String tenant, String pipeline, int version) {}

  OfflineLedger(Producer<byte[], byte[]> producer, AvroCodec<Prediction> codec) {
    this.producer = producer;
    this.codec = codec;
  }

  /** On Kafka; the caller closes it when the last call has ended. */
  public static OfflineLedger open(KafkaConnection kafka, SchemaRegistry registry) {
    AvroCodec<Prediction> codec = new AvroCodec<>(Topics.SHADOW_PREDICTIONS, registry);
    codec.register();
    var properties = kafka.properties("offline-ledger");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    return new OfflineLedger(
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
        codec);
  }

  /**
   * Takes calls that somebody is charged for.
   *
   * @param whose says of a question's id who that is
   */
  public OfflineCalls chargedTo(Function<String, Whose> whose) {
    return call -> write(call, whose.apply(call.questionId()));
  }

  /** Throws nothing: the call is paid for, and must not be asked again for want of a record. */
  private void write(OfflineCalls.Call call, Whose whose) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.SHADOW_PREDICTIONS.name(),
                  call.questionId().getBytes(UTF_8),
                  codec.encode(record(call, whose))),
              (place, failure) -> {
                if (failure != null) {
                  unwritten.incrementAndGet();
                }
              });
    } catch (RuntimeException e) {
      unwritten.incrementAndGet();
      LOG.debug("an offline call is in no ledger", e);
    }
  }

  private static Prediction record(OfflineCalls.Call call, Whose whose) {
    long millis = Math.max(0, Duration.between(call.startedAt(), call.endedAt()).toMillis());
    Attempt attempt =
        Attempt.newBuilder()
            .setNumber(1)
            .setModelId(call.modelId())
            .setModelVersion(whose.version())
            .setStartedAt(call.startedAt())
            .setLatencyMillis(millis)
            .setResult(Outcome.ANSWERED.name())
            .setEndpointRequestId(call.endpointId().orElse(null))
            .setUsage(call.usage().orElse(null))
            .setCost(call.cost().orElse(null))
            .build();
    return Prediction.newBuilder()
        .setRequestId(call.questionId())
        .setEventId(call.run())
        .setTenant(whose.tenant())
        .setPipeline(whose.pipeline())
        .setOutcome(Outcome.ANSWERED)
        .setModelId(call.modelId())
        .setModelVersion(whose.version())
        .setRoute(Route.OFFLINE)
        .setAttempts(List.of(attempt))
        .setCost(call.cost().orElse(null))
        .setLane(Lane.BULK)
        .setOccurredAt(call.startedAt())
        .setReceivedAt(call.startedAt())
        .setCompletedAt(call.endedAt())
        .setLatencies(new Latencies(0L, millis, millis))
        .build();
  }

  /** Waits until everything is written. */
  @Override
  public void close() {
    producer.close(STOP);
    if (unwritten.get() > 0) {
      LOG.error(
          "{} offline calls are paid for and in no ledger, because shadow-predictions could not be"
              + " written",
          unwritten.get());
    }
  }
}
