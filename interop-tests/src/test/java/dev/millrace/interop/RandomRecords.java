package dev.millrace.interop;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.flink.avro.shaded.org.apache.avro.LogicalTypes;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericData;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;

/** Makes records of any schema, with values that its logical types allow. */
record RandomRecords(RandomGenerator random) {

  private static final long LAST_MILLI = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
  private static final List<String> TEXTS = List.of("", "plain", "two\nlines", "żółw 🐢 \u0000");
  private static final int MAX_ITEMS = 3;
  private static final int MAX_BYTES = 40;

  GenericRecord of(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
    return record;
  }

  private Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> of(schema);
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
      case NULL -> null;
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> items(schema.getElementType());
      case MAP -> entries(schema.getValueType());
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTES -> bytes(schema);
      case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
      case INT -> random.nextInt();
      case LONG -> isTime(schema) ? random.nextLong(LAST_MILLI) : random.nextLong();
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private List<Object> items(Schema type) {
    List<Object> items = new ArrayList<>();
    for (int i = random.nextInt(MAX_ITEMS + 1); i > 0; i--) {
      items.add(value(type));
    }
    return items;
  }

  private Map<String, Object> entries(Schema type) {
    Map<String, Object> entries = new HashMap<>();
    for (int i = random.nextInt(MAX_ITEMS + 1); i > 0; i--) {
      entries.put("key-" + i, value(type));
    }
    return entries;
  }

  private ByteBuffer bytes(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      BigInteger bound = BigInteger.TEN.pow(decimal.getPrecision());
      BigInteger unscaled = new BigInteger(bytes(MAX_BYTES)).mod(bound);
      return ByteBuffer.wrap((random.nextBoolean() ? unscaled : unscaled.negate()).toByteArray());
    }
    return ByteBuffer.wrap(bytes(random.nextInt(MAX_BYTES)));
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static boolean isTime(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }
}
