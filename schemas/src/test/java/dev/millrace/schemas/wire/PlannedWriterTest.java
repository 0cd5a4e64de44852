package dev.millrace.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Feedback;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannedWriterTest {

  private static final long SEED = 11;
  private static final int RECORDS = 200;

  private final SampleRecords samples = new SampleRecords(new SplittableRandom(SEED));

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <V extends SpecificRecord> void writesWhatAvroWrites(Topic<V> topic) throws IOException {
    SpecificData model = SpecificData.getForClass(topic.valueType());
    DatumWriter<V> avro = new SpecificDatumWriter<>(topic.schema(), model);
    DatumWriter<V> planned = new PlannedWriter<>(topic.schema(), model);

    for (int i = 0; i < RECORDS; i++) {
      V value = samples.next(topic);

      assertThat(bytes(planned, value)).isEqualTo(bytes(avro, value));
    }
  }

  @Test
  void saysAsAvroDoesWhatDoesNotFit() {
    Feedback feedback = samples.next(Topics.FEEDBACK);
    feedback.put(Topics.FEEDBACK.schema().getField("requestId").pos(), null);
    DatumWriter<Feedback> planned =
        new PlannedWriter<>(Topics.FEEDBACK.schema(), SpecificData.getForClass(Feedback.class));

    assertThatThrownBy(() -> bytes(planned, feedback))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("requestId");
  }

  private static <V> byte[] bytes(DatumWriter<V> writer, V value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    writer.write(value, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
