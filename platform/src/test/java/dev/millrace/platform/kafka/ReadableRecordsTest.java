package dev.millrace.platform.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadableRecordsTest {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final List<ReferenceRecord> values = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private final ReadableRecords<ReferenceRecord> readable =
      new ReadableRecords<>(Topics.REFERENCE_DATA, registry, values::add, warnings::add);

  @Test
  void whatIsNoRecordIsToldOfAndPassedOver() {
    ReferenceRecord row =
        new ReferenceRecord("table", "key", ByteBuffer.wrap(new byte[] {1}), Instant.EPOCH);

    readable.accept(at(3, "nonsense".getBytes(UTF_8)));
    readable.accept(at(4, new byte[] {0, 0, 0, 0, 99, 1}));
    readable.accept(at(5, null));
    readable.accept(at(6, new AvroCodec<>(Topics.REFERENCE_DATA, registry).encode(row)));

    assertThat(values).containsExactly(row);
    assertThat(warnings)
        .hasSize(3)
        .first()
        .isEqualTo(
            "the record at partition 1, offset 3 of reference-data is passed over: it cannot be"
                + " read");
  }

  private static ConsumerRecord<String, byte[]> at(long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>(Topics.REFERENCE_DATA.name(), 1, offset, "key", value);
  }
}
