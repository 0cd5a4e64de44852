package dev.millrace.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.testing.SampleRecords;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LakeFunctionTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final LakeFunction function = new LakeFunction("feedback", registry);

  @Test
  void turnsRecordsIntoRowsInTheirOrder() throws IOException {
    SampleRecords samples = new SampleRecords(new Random(3));
    Feedback first = samples.next(Topics.FEEDBACK);
    Feedback second = samples.next(Topics.FEEDBACK);

    JsonNode results = answered(event(encoded(first), encoded(second)));

    assertThat(results).hasSize(2);
    JsonNode row = row(results.get(1));
    assertThat(results.get(1).get("recordId").asText()).isEqualTo("record-1");
    assertThat(results.get(1).get("result").asText()).isEqualTo("Ok");
    assertThat(row.get("request_id").asText()).isEqualTo(second.getRequestId());
    assertThat(row.get("kafka_partition").asInt()).isEqualTo(2);
    assertThat(row.get("kafka_offset").asLong()).isEqualTo(101);
  }

  @Test
  void givesBackWhatItCannotRead() throws IOException {
    Feedback sound = new SampleRecords(new Random(3)).next(Topics.FEEDBACK);
    byte[] broken = "no record".getBytes(UTF_8);

    JsonNode results = answered(event(broken, encoded(sound)));

    assertThat(results.get(0).get("result").asText()).isEqualTo("ProcessingFailed");
    assertThat(Base64.getDecoder().decode(results.get(0).get("kafkaRecordValue").asText()))
        .isEqualTo(broken);
    assertThat(results.get(1).get("result").asText()).isEqualTo("Ok");
  }

  @Test
  void knowsNoTopicThatIsNotInTheLake() {
    assertThatThrownBy(() -> new LakeFunction("raw-events", registry))
        .hasMessageContaining("raw-events");
  }

  private byte[] encoded(Feedback feedback) {
    return new AvroCodec<>(Topics.FEEDBACK, registry).encode(feedback);
  }

  private JsonNode answered(ObjectNode event) throws IOException {
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    function.transform(new ByteArrayInputStream(JSON.writeValueAsBytes(event)), results);
    return JSON.readTree(results.toByteArray()).get("records");
  }

  private static JsonNode row(JsonNode result) throws IOException {
    return JSON.readTree(Base64.getDecoder().decode(result.get("kafkaRecordValue").asText()));
  }

  private static ObjectNode event(byte[]... values) {
    ObjectNode event = JSON.createObjectNode().put("invocationId", "one");
    ArrayNode records = event.putArray("records");
    for (byte[] value : values) {
      int number = records.size();
      records
          .addObject()
          .put("recordId", "record-" + number)
          .put("kafkaRecordValue", Base64.getEncoder().encodeToString(value))
          .putObject("mskRecordMetadata")
          .put("partitionId", "2")
          .put("offset", String.valueOf(100 + number));
    }
    return event;
  }
}
