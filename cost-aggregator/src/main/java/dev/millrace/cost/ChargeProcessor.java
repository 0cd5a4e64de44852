package dev.millrace.cost;

import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes charges of terminal records, under the key of whoever is charged. Headers stay behind.
 *
 * <p><i>Failure</i>: a record that cannot be read is named in the log and passed over; {@code
 * reconcile} names it as well.
 */
final class ChargeProcessor implements Processor<byte[], byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(ChargeProcessor.class);

  private final ChargeReader reader;
  private @Nullable ProcessorContext<String, byte[]> context;

  ChargeProcessor(ChargeReader reader) {
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<String, byte[]> started = context;
    if (started == null) {
      throw new IllegalStateException("the processor is not started");
    }
    packed(record, started).ifPresent(started::forward);
  }

  /** What cannot be packed says what cannot be, such as a version below 0. */
  private Optional<Record<String, byte[]>> packed(
      Record<byte[], byte[]> record, ProcessorContext<String, byte[]> started) {
    try {
      return reader
          .read(record.value() == null ? new byte[0] : record.value())
          .map(charge -> new Record<>(charge.key(), charge.bytes(), record.timestamp()));
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      LOG.error(
          "the record at {} cannot be read, so that what it cost is in no window: {}",
          started
              .recordMetadata()
              .map(at -> at.topic() + " " + at.partition() + "@" + at.offset())
              .orElse("?"),
          e.getMessage());
      return Optional.empty();
    }
  }
}
