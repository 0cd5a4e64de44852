package dev.millrace.interop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.BinaryEncoder;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;

/**
 * The Java client of Confluent and the Avro of its own that lie in one jar of Flink.
 *
 * <p>Runs behind a class loader of its own, so everything that goes in and out is a type of the
 * platform. See {@link Outside}, which gives the operations their types back.
 */
public final class ConfluentClient implements BiFunction<String, List<Object>, Object> {

  private final CachedSchemaRegistryClient client;

  public ConfluentClient(String address) {
    client = new CachedSchemaRegistryClient(address, 1000);
  }

  @Override
  public Object apply(String operation, List<Object> arguments) {
    try {
      String first = String.valueOf(arguments.get(0));
      return switch (operation) {
        case "register" -> client.register(first, schema(arguments.get(1)));
        case "id" -> client.getId(first, schema(arguments.get(1)));
        case "schema" -> client.getSchemaById(Integer.parseInt(first)).canonicalString();
        case "latest" -> client.getLatestSchemaMetadata(first).getSchema();
        case "versions" -> client.getAllVersions(first);
        case "compatible" -> client.testCompatibility(first, schema(arguments.get(1)));
        case "objections" -> client.testCompatibilityVerbose(first, schema(arguments.get(1)));
        case "level" ->
            client
                .updateConfig(first, new Config(arguments.get(1).toString()))
                .getCompatibilityLevel();
        case "delete" -> client.deleteSubject(first, false);
        case "copy" -> copy(first, (byte[]) arguments.get(1));
        default -> throw new IllegalArgumentException(operation);
      };
    } catch (RestClientException e) {
      throw new IllegalStateException(String.valueOf(e.getErrorCode()), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a record and writes it again. */
  private byte[] copy(String subject, byte[] record) throws IOException {
    ConfluentSchemaRegistryCoder coder = new ConfluentSchemaRegistryCoder(subject, client);
    ByteArrayInputStream in = new ByteArrayInputStream(record);
    Schema schema = coder.readSchema(in);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema)
            .read(null, DecoderFactory.get().directBinaryDecoder(in, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder.writeSchema(schema, out);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(read, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static AvroSchema schema(Object text) {
    return new AvroSchema(text.toString());
  }
}
