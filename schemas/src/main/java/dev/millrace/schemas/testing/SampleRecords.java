package dev.millrace.schemas.testing;

import dev.millrace.schemas.Topic;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes records of any schema with random content, the same for the same seed. */
public final class SampleRecords {

  private static final int MAX_ITEMS = 3;
  private static final int MAX_BYTES = 20;
  private static final String[] TEXTS = {
    "", "a", "ticket 7", "größer", "日本語", "\uD83D\uDE80", "\"\n\u0000"
  };

  private final RandomGenerator random;

  public SampleRecords(RandomGenerator random) {
    this.random = random;
  }

  /** A record with every field filled. */
  public <V extends SpecificRecord> V next(Topic<V> topic) {
    return topic.valueType().cast(record(topic.schema()));
  }

  private SpecificRecord record(Schema schema) {
    SpecificRecord record =
        (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    return record;
  }

  private @Nullable Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
      case NULL -> null;
      case ENUM ->
          SpecificData.get()
              .createEnum(
                  schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())),
                  schema);
      case ARRAY -> list(schema.getElementType());
      case MAP -> map(schema.getValueType());
      case STRING -> text();
      case BYTES -> bytes(schema.getLogicalType());
      case INT -> random.nextInt();
      case LONG ->
          schema.getLogicalType() == null
              ? (Object) random.nextLong()
              : Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      case DOUBLE -> random.nextGaussian();
      case FLOAT -> random.nextFloat();
      case BOOLEAN -> random.nextBoolean();
      case FIXED -> throw new AssertionError("the contract has no " + schema.getType());
    };
  }

  private List<@Nullable Object> list(Schema element) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(MAX_ITEMS + 1); i > 0; i--) {
      list.add(value(element));
    }
    return list;
  }

  private Map<String, @Nullable Object> map(Schema element) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(MAX_ITEMS + 1); i > 0; i--) {
      map.put(text() + i, value(element));
    }
    return map;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private Object bytes(@Nullable LogicalType logical) {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return new BigDecimal(BigInteger.valueOf(random.nextLong(1L << 50)), decimal.getScale());
    }
    byte[] bytes = new byte[random.nextInt(MAX_BYTES)];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
