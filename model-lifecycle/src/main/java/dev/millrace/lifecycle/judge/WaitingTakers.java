package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processors that share what waits. */
final class WaitingTakers {

  private static final Logger LOG = LoggerFactory.getLogger(WaitingTakers.class);

  /** As many as a desk can be expected to ask about until the next rounds. */
  private static final int ROUND = 64;

  /** After that nobody waits: the books of the desk know no older verdicts. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Makes the next possible id of an id. */
  private static final char BEHIND = '\0';

  private static final Duration SWEEP = Duration.ofMinutes(1);

  private WaitingTakers() {}

  private static Waiting waiting(ProcessorContext<Void, Void> context) {
    return new Waiting(context.getStateStore(Waiting.NAME));
  }

  /** Lets requests wait for their answer. */
  static final class Asked extends ContextualProcessor<String, byte[], Void, Void> {

    private final AvroCodec<InferenceRequest> codec;

    Asked(AvroCodec<InferenceRequest> codec) {
      this.codec = codec;
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Instant at = codec.decode(record.value()).getReceivedAt();
      waiting(context()).asked(record.key(), at, record.value());
    }
  }

  /** Lets answers wait to be rated, and says every now and then which ones could be. */
  static final class Answered extends ContextualProcessor<String, byte[], Void, Void> {

    private final Waiting.Codecs codecs;
    private final JudgeTopology.Terms terms;
    private final Consumer<List<Exchange>> rounds;

    /** All have their turn, also where the first ones stay. */
    private String from = "";

    Answered(Waiting.Codecs codecs, JudgeTopology.Terms terms, Consumer<List<Exchange>> rounds) {
      this.codecs = codecs;
      this.terms = terms;
      this.rounds = rounds;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      super.init(context);
      context.schedule(terms.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick());
      context.schedule(
          SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Prediction prediction = codecs.predictions().decode(record.value());
      if (Exchange.isRateable(prediction)) {
        waiting(context()).answered(record.key(), prediction.getCompletedAt(), record.value());
      } else {
        waiting(context()).forget(record.key());
      }
    }

    private void tick() {
      List<Exchange> complete =
          waiting(context())
              .complete(
                  from,
                  ROUND,
                  codecs,
                  exchange -> terms.judges().spec(exchange.pipeline()).isPresent());
      from = complete.size() < ROUND ? "" : complete.get(ROUND - 1).requestId() + BEHIND;
      if (!complete.isEmpty()) {
        rounds.accept(complete);
      }
    }

    private void sweep(Instant now) {
      int forgotten = waiting(context()).forgetBefore(now.minus(LONGEST));
      if (forgotten > 0) {
        LOG.info(
            "{} requests and answers of the judge's sample found no match in a day", forgotten);
      }
    }
  }

  /**
   * Forgets what was brought before its judge.
   *
   * <p><i>Failure</i>: a verdict that cannot be read is named in the log, and what it is about is
   * forgotten in a day.
   */
  static final class Judged extends ContextualProcessor<byte[], byte[], Void, Void> {

    private final AvroCodec<JudgeVerdict> codec;

    Judged(AvroCodec<JudgeVerdict> codec) {
      this.codec = codec;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      try {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        waiting(context()).forget(codec.decode(value).getRequestId());
      } catch (UnreadableRecordException e) {
        LOG.error(
            "the verdict at {} cannot be read: {}",
            context()
                .recordMetadata()
                .map(at -> at.topic() + " " + at.partition() + "@" + at.offset())
                .orElse("?"),
            e.getMessage());
      }
    }
  }
}
