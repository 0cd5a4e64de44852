package dev.millrace.lifecycle.judge;

import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on the records of a sample as they are, under another key.
 *
 * <p><i>Failure</i>: a record that cannot be read is named in the log and left out.
 */
final class Sampler<V extends SpecificRecord>
    extends ContextualProcessor<byte[], byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  private final Rule<V> rule;

  /**
   * Which records are passed on.
   *
   * @param key under which; absent where it is not passed on
   */
  record Rule<V extends SpecificRecord>(AvroCodec<V> codec, Function<V, Optional<String>> key) {}

  Sampler(Rule<V> rule) {
    this.rule = rule;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    V read;
    try {
      read = rule.codec().decode(value);
    } catch (UnreadableRecordException e) {
      LOG.error(
          "the record at {} cannot be read, and is not rated: {}",
          context()
              .recordMetadata()
              .map(at -> at.topic() + " " + at.partition() + "@" + at.offset())
              .orElse("?"),
          e.getMessage());
      return;
    }
    rule.key()
        .apply(read)
        .ifPresent(key -> context().forward(new Record<>(key, value, record.timestamp())));
  }
}
