package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.UnknownSchemaException;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads whose predictions are without reading them: a gateway sees the predictions of all tenants,
 * and shows few of them.
 *
 * <p><i>Shape</i>: Avro writes fields one after the other, so where a schema begins with the ids
 * the rest need not be looked at. Of another schema the whole record is read.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class PredictionHeads {

  private static final List<String> FIRST_FIELDS =
      List.of("requestId", "eventId", "tenant", "pipeline");

  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final SchemaRegistry registry;
  private final AvroCodec<Prediction> codec;
  private final ConcurrentMap<Integer, Boolean> beginWithIds = new ConcurrentHashMap<>();

  /** Which request of whom a prediction ends. */
  record Head(String requestId, String tenant, String pipeline) {}

  PredictionHeads(SchemaRegistry registry) {
    this.registry = registry;
    this.codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
  }

  /**
   * Reads the head of a value.
   *
   * @throws dev.millrace.schemas.wire.UnreadableRecordException where it is no prediction
   * @throws dev.millrace.schemas.registry.RegistryException where the registry cannot be reached
   */
  Head read(byte[] value) {
    return quickly(value)
        .orElseGet(
            () -> {
              Prediction whole = codec.decode(value);
              return new Head(whole.getRequestId(), whole.getTenant(), whole.getPipeline());
            });
  }

  /** Reads all of a value; fails as {@link #read} does. */
  Prediction readWhole(byte[] value) {
    return codec.decode(value);
  }

  private Optional<Head> quickly(byte[] value) {
    if (value.length <= HEADER_BYTES
        || value[0] != 0
        || !beginsWithIds(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt())) {
      return Optional.empty();
    }
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
      String requestId = decoder.readString();
      decoder.skipString();
      return Optional.of(new Head(requestId, decoder.readString(), decoder.readString()));
    } catch (IOException | RuntimeException e) {
      // The codec says better what is wrong with it.
      return Optional.empty();
    }
  }

  private boolean beginsWithIds(int schemaId) {
    Boolean known = beginWithIds.get(schemaId);
    if (known == null) {
      try {
        known = beginsWithIds(registry.schemaById(schemaId));
      } catch (UnknownSchemaException e) {
        known = false;
      }
      beginWithIds.put(schemaId, known);
    }
    return known;
  }

  private static boolean beginsWithIds(Schema schema) {
    if (schema.getType() != Schema.Type.RECORD || schema.getFields().size() < FIRST_FIELDS.size()) {
      return false;
    }
    for (int i = 0; i < FIRST_FIELDS.size(); i++) {
      Schema.Field field = schema.getFields().get(i);
      if (!field.name().equals(FIRST_FIELDS.get(i))
          || field.schema().getType() != Schema.Type.STRING) {
        return false;
      }
    }
    return true;
  }
}
