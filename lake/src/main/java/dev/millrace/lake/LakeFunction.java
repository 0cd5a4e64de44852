package dev.millrace.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.lake.LakeTable;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns the records of one topic into rows, for Firehose.
 *
 * <p><i>Shape</i>: a batch of Kafka records in, the same number of results out, in the same order,
 * under the ids that Firehose gave them.
 *
 * <p><i>Failure</i>: a record that cannot be read is answered with {@code ProcessingFailed}, and
 * Firehose puts it, as it is, into the bucket's folder of errors; where the registry is away the
 * call fails, and Firehose makes it again, three times by default: then the whole batch goes there.
 *
 * <p><i>Source</i>: Amazon Data Firehose developer guide, "Required parameters for data
 * transformation", for Amazon MSK: {@code recordId}, {@code result}, {@code kafkaRecordValue}.
 */
public final class LakeFunction {

  private static final JsonMapper JSON = new JsonMapper();

  private final Rows<?> rows;

  /** Made by Lambda, once for each process; reads TOPIC and REGISTRY of the environment. */
  public LakeFunction() {
    this(
        given(System.getenv(), "TOPIC"),
        RegistryAccess.open(URI.create(given(System.getenv(), "REGISTRY"))).open());
  }

  LakeFunction(String topic, SchemaRegistry registry) {
    this.rows =
        Stream.concat(LakeTable.all().stream(), Stream.of(LakeTable.trail()))
            .filter(table -> table.topic().name().equals(topic))
            .findFirst()
            .<Rows<?>>map(table -> Rows.of(table, registry))
            .orElseThrow(
                () -> new IllegalArgumentException("TOPIC is " + topic + ", no table of the lake"));
  }

  /** A table and the codec of its topic. */
  private record Rows<V extends SpecificRecord>(LakeTable table, AvroCodec<V> codec) {

    static Rows<?> of(LakeTable table, SchemaRegistry registry) {
      return new Rows<>(table, new AvroCodec<>(table.topic(), registry));
    }

    ObjectNode row(byte[] value, int partition, long offset) {
      return table.row(codec.decode(value), partition, offset);
    }
  }

  /**
   * Answers one batch; called by Lambda.
   *
   * @throws IOException where the batch is not one of Firehose's
   */
  public void transform(InputStream batch, OutputStream results) throws IOException {
    ArrayNode answered = JSON.createArrayNode();
    for (JsonNode record : JSON.readTree(batch).path("records")) {
      answered.add(result(record));
    }
    JSON.writeValue(results, JSON.createObjectNode().set("records", answered));
  }

  private ObjectNode result(JsonNode record) {
    ObjectNode result = JSON.createObjectNode().put("recordId", record.path("recordId").asText());
    String value = record.path("kafkaRecordValue").asText();
    JsonNode place = record.path("mskRecordMetadata");
    try {
      ObjectNode row =
          rows.row(
              Base64.getDecoder().decode(value),
              place.path("partitionId").asInt(),
              place.path("offset").asLong());
      return result
          .put("result", "Ok")
          .put("kafkaRecordValue", Base64.getEncoder().encodeToString(bytes(row)));
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      return result.put("result", "ProcessingFailed").put("kafkaRecordValue", value);
    }
  }

  /** A row a line: where they are kept in files, they are told apart. */
  private static byte[] bytes(ObjectNode row) {
    return (row + "\n").getBytes(UTF_8);
  }

  private static String given(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }
}
