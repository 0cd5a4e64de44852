package dev.millrace.cost;

import dev.millrace.cost.domain.Charge;
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
    read(record, started)
        .ifPresent(
            charge ->
                started.forward(new Record<>(charge.key(), charge.bytes(), record.timestamp())));
  }

  private Optional<Charge> read(
      Record<byte[], byte[]> record, ProcessorContext<String, byte[]> started) {
    try {
      return reader.read(record.value() == null ? new byte[0] : record.value());
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
