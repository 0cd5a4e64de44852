package dev.millrace.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

class PartialReaderTest {

  private static final long SEED = 20_261_126;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
  private final PartialReader reader =
      new PartialReader(
          Topics.PREDICTIONS,
          registry,
          Map.of(
              "Prediction",
              Set.of("requestId", "attempts", "completedAt"),
              "Attempt",
              Set.of("number", "usage")));

  @Test
  void readsTheFieldsThatAreWanted() {
    SampleRecords samples = new SampleRecords(new Random(SEED));
    for (int i = 0; i < 100; i++) {
      Prediction whole = samples.next(Topics.PREDICTIONS);

      IndexedRecord part = reader.read(codec.encode(whole));

      assertThat(part.get(at("requestId"))).as("seed %d", SEED).isEqualTo(whole.getRequestId());
      assertThat(part.get(at("completedAt"))).isEqualTo(whole.getCompletedAt().toEpochMilli());
      List<?> attempts = (List<?>) part.get(at("attempts"));
      assertThat(attempts).hasSameSizeAs(whole.getAttempts());
      for (int each = 0; each < attempts.size(); each++) {
        IndexedRecord attempt = (IndexedRecord) attempts.get(each);
        assertThat(attempt.get(0)).isEqualTo(whole.getAttempts().get(each).getNumber());
        assertThat(attempt.get(1) == null)
            .isEqualTo(whole.getAttempts().get(each).getUsage() == null);
      }
    }
  }

  @Test
  void hasNoOtherFields() {
    assertThat(reader.schema().getFields())
        .extracting(Schema.Field::name)
        .containsExactly("requestId", "attempts", "completedAt");
    assertThat(reader.schema().getField("attempts").schema().getElementType().getFields())
        .extracting(Schema.Field::name)
        .containsExactly("number", "usage");
  }

  @Test
  void refusesFieldsThatThereAreNot() {
    assertThatThrownBy(
            () ->
                new PartialReader(
                    Topics.PREDICTIONS, registry, Map.of("Prediction", Set.of("nobody"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void saysThatBytesAreNoRecord() {
    assertThatThrownBy(() -> reader.read(new byte[] {1, 2, 3, 4, 5, 6}))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("predictions");
  }

  private int at(String field) {
    return reader.schema().getField(field).pos();
  }
}
