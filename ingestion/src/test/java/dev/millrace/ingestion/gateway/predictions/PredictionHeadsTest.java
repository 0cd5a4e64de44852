package dev.millrace.ingestion.gateway.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.gateway.predictions.PredictionHeads.Head;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class PredictionHeadsTest {

  private static final Head HEAD =
      new Head(RequestId.of("acme", "letters", "1"), "acme", "letters");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final PredictionHeads heads = new PredictionHeads(registry);
  private final byte[] value =
      new AvroCodec<>(Topics.PREDICTIONS, registry).encode(Ends.answered("1"));

  @Test
  void readsTheHeadWithoutTheRest() {
    assertThat(heads.read(value)).isEqualTo(HEAD);
    assertThat(heads.read(Arrays.copyOf(value, 5 + 36 + 20))).isEqualTo(HEAD);
  }

  /** A later schema may begin with something else. */
  @Test
  void readsTheWholeWhereTheSchemaDoesNotBeginWithTheIds() throws IOException {
    Prediction prediction = Ends.answered("1");
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : prediction.getSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    Collections.reverse(fields);
    Schema reversed = Schema.createRecord("Prediction", null, "dev.millrace.record", false, fields);

    assertThat(heads.read(encoded(prediction, reversed))).isEqualTo(HEAD);
  }

  @Test
  void saysWhatIsWrongAsTheCodecDoes() {
    for (byte[] wrong : List.of(new byte[0], new byte[] {1}, Arrays.copyOf(value, 20))) {
      assertThatThrownBy(() -> heads.read(wrong)).isInstanceOf(UnreadableRecordException.class);
    }
  }

  private byte[] encoded(Prediction prediction, Schema schema) throws IOException {
    int id = registry.register("other", schema);
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.name(), prediction.get(field.name()));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema, prediction.getSpecificData())
        .write(record, encoder);
    return bytes.toByteArray();
  }
}
