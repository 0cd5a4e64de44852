package dev.millrace.ingestion.kafka;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Takes Kafka's records as dead letters keep them. */
public final class FailedRecords {

  private FailedRecords() {}

  /** The record of these parts. */
  public static FailedRecord of(
      RecordOrigin origin, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    List<RecordHeader> copies = new ArrayList<>();
    for (Header header : headers) {
      byte[] content = header.value();
      copies.add(new RecordHeader(header.key(), content == null ? null : ByteBuffer.wrap(content)));
    }
    return new FailedRecord(origin, Optional.ofNullable(key), Optional.ofNullable(value), copies);
  }
}
