package dev.millrace.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.testing.Fuzz;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a topic holds, reading them ends in a record or in the one exception. */
class WireFuzzTest {

  private static final long SEED = 7;
  private static final int GOOD = 20;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final SampleRecords samples = new SampleRecords(new SplittableRandom(SEED));

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void readsWhatItCanWriteOrSaysThatItCannot(Topic<V> topic) {
    AvroCodec<V> codec = new AvroCodec<>(topic, registry);

    fuzz(topic, codec)
        .holds(
            input -> {
              try {
                V value = codec.decode(input);
                assertThat(RecordJson.of(codec.decode(codec.encode(value))))
                    .isEqualTo(RecordJson.of(value));
              } catch (UnreadableRecordException e) {
                assertThat(e).hasMessageContaining("a value of " + topic.name());
              } catch (AvroTypeException e) {
                // Avro holds decimals to the digits of their schema only when it writes them.
                assertThat(e).hasMessageContaining("as max precision");
              }
            });
  }

  @Test
  void readsAPartOrSaysThatItCannot() {
    PartialReader reader =
        new PartialReader(
            Topics.PREDICTIONS, registry, Map.of("Prediction", Set.of("requestId", "attempts")));

    fuzz(Topics.PREDICTIONS, new AvroCodec<>(Topics.PREDICTIONS, registry))
        .holds(
            input -> {
              try {
                assertThat(reader.read(input).getSchema()).isEqualTo(reader.schema());
              } catch (UnreadableRecordException e) {
                assertThat(e).hasMessageContaining("a value of predictions");
              }
            });
  }

  private <V extends SpecificRecord> Fuzz fuzz(Topic<V> topic, AvroCodec<V> codec) {
    return Fuzz.ofBytes(
        topic.name(),
        Stream.generate(() -> codec.encode(samples.next(topic))).limit(GOOD).toList());
  }
}
