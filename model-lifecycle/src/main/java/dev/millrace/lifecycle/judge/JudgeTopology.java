package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.domain.judge.Sample;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Requests and answers in; what there is to rate out.
 *
 * <pre>
 * inference-requests ─> sampled-requests ─> (judged-requests) ──> asked ──┐
 * predictions ────────> sampled-answers ──> (judged-answers) ──> answered ┼─ judge-waiting ─> {@link JudgeDesk}
 * judge-verdicts ─────> judged ───────────────────────────────────────────┘                   ─> judge-verdicts
 * </pre>
 *
 * <p>Behind the sample there is one partition, so one instance has all that waits: it keeps the
 * budgets, and another waits to take over.
 *
 * <p><i>Failure</i>: runs exactly once: what waits and the offsets of it are committed together. It
 * waits until a verdict says that it was begun with. Whether it was is decided by the log of the
 * verdicts alone.
 */
final class JudgeTopology {

  private static final int PARTITIONS = 1;

  private JudgeTopology() {}

  /**
   * What it is made with.
   *
   * @param tick between two rounds
   * @param patience how long an answer waits; older records are not read by a new instance
   */
  record Terms(Judges judges, Duration tick, Duration patience) {}

  /**
   * The whole of it.
   *
   * @param rounds takes what there is to rate, and does not block
   */
  static Topology build(SchemaRegistry registry, Terms terms, Consumer<List<Exchange>> rounds) {
    StreamsBuilder builder = new StreamsBuilder();
    Waiting.addStore(builder);
    AvroCodec<InferenceRequest> requests = new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry);
    AvroCodec<Prediction> predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
    AvroCodec<JudgeVerdict> verdicts = new AvroCodec<>(Topics.JUDGE_VERDICTS, registry);
    sampled(
            read(builder, Topics.INFERENCE_REQUESTS, terms),
            new Sampler.Rule<>(
                requests, request -> key(terms, request.getPipeline(), request.getRequestId())),
            "requests")
        .process(() -> new WaitingTakers.Asked(requests), Named.as("asked"), Waiting.NAME);
    sampled(
            read(builder, Topics.PREDICTIONS, terms),
            new Sampler.Rule<>(
                predictions,
                prediction -> key(terms, prediction.getPipeline(), prediction.getRequestId())),
            "answers")
        .process(
            () ->
                new WaitingTakers.Answered(
                    new Waiting.Codecs(requests, predictions), terms, rounds),
            Named.as("answered"),
            Waiting.NAME);
    read(builder, Topics.JUDGE_VERDICTS, terms)
        .process(() -> new WaitingTakers.Judged(verdicts), Named.as("judged"), Waiting.NAME);
    return builder.build();
  }

  private static Optional<String> key(Terms terms, String pipeline, String request) {
    return terms
        .judges()
        .spec(pipeline)
        .map(spec -> new Sample(spec.getQuality().getJudge().getSample()))
        .filter(sample -> sample.has(request))
        .map(sample -> request);
  }

  private static KStream<byte[], byte[]> read(StreamsBuilder builder, Topic<?> topic, Terms terms) {
    return builder.stream(
        topic.name(),
        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
            .withName(topic.name())
            .withOffsetResetPolicy(AutoOffsetReset.byDuration(terms.patience())));
  }

  /** The records of a sample as they are, under the request's id. */
  private static <V extends SpecificRecord> KStream<String, byte[]> sampled(
      KStream<byte[], byte[]> stream, Sampler.Rule<V> rule, String what) {
    return stream
        .process(() -> new Sampler<>(rule), Named.as("sampled-" + what))
        .repartition(
            Repartitioned.with(Serdes.String(), Serdes.ByteArray())
                .withName("judged-" + what)
                .withNumberOfPartitions(PARTITIONS));
  }
}
