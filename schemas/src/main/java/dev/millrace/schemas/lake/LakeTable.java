package dev.millrace.schemas.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * A topic as a table of the lake: a row for each record, a column for each field of its value, and
 * where the record lies in Kafka, by which what came twice is told from what is there twice.
 *
 * <p><i>Shape</i>: numbers, truths and texts are columns of that type; instants are texts in ISO
 * 8601, exact decimals are texts, and what has parts is JSON in a text: whatever fills the table,
 * nothing of it is rounded, and a field that is added to a record is a column that is added.
 *
 * @param topic that it is of
 * @param sensitivity what its rows may tell
 */
public record LakeTable(Topic<?> topic, Sensitivity sensitivity) {

  static final String PARTITION = "kafka_partition";
  static final String OFFSET = "kafka_offset";

  /** What rows may tell, from least to most. */
  public enum Sensitivity {
    /** Counts and sums. */
    FIGURES,
    /** What producers sent, governed, and what models answered. */
    CONTENT;

    /** As a value of a tag. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A column.
   *
   * @param name lower-case words with underscores
   * @param type as Glue and Iceberg call it
   */
  public record Column(String name, String type) {}

  /**
   * The tables of the lake: what is governed, and worth asking after Kafka has forgotten it. Raw
   * events are not among them: nothing ungoverned leaves Kafka.
   */
  public static List<LakeTable> all() {
    return List.of(
        new LakeTable(Topics.PREDICTIONS, Sensitivity.CONTENT),
        new LakeTable(Topics.INFERENCE_REQUESTS, Sensitivity.CONTENT),
        new LakeTable(Topics.FEEDBACK, Sensitivity.CONTENT),
        new LakeTable(Topics.COST_METRICS, Sensitivity.FIGURES),
        new LakeTable(Topics.QUALITY_METRICS, Sensitivity.FIGURES));
  }

  /** The audit log, which is kept in files that nobody can change, beside the lake. */
  public static LakeTable trail() {
    return new LakeTable(Topics.AUDIT_LOG, Sensitivity.CONTENT);
  }

  /** Such as {@code cost_metrics}. */
  public String name() {
    return topic.name().replace('-', '_');
  }

  /** In the order of the value's fields. */
  public List<Column> columns() {
    return Stream.concat(
            topic.schema().getFields().stream()
                .map(field -> new Column(columnName(field.name()), type(field.schema()))),
            Stream.of(new Column(PARTITION, "int"), new Column(OFFSET, "bigint")))
        .toList();
  }

  /**
   * The row of a record.
   *
   * @param value of the topic
   * @param partition in which the record lies
   * @param offset at which it does
   */
  public ObjectNode row(IndexedRecord value, int partition, long offset) {
    ObjectNode record = RecordJson.of(value);
    ObjectNode row = record.objectNode();
    for (Schema.Field field : value.getSchema().getFields()) {
      JsonNode one = record.get(field.name());
      row.set(columnName(field.name()), one.isContainerNode() ? row.textNode(one.toString()) : one);
    }
    return row.put(PARTITION, partition).put(OFFSET, offset);
  }

  private static String columnName(String field) {
    return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String type(Schema schema) {
    List<Schema> held = new ArrayList<>();
    if (schema.isUnion()) {
      schema.getTypes().stream()
          .filter(type -> type.getType() != Schema.Type.NULL)
          .forEach(held::add);
    } else {
      held.add(schema);
    }
    if (held.size() != 1 || held.get(0).getLogicalType() != null) {
      return "string";
    }
    return switch (held.get(0).getType()) {
      case INT -> "int";
      case LONG -> "bigint";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case BOOLEAN -> "boolean";
      case STRING, ENUM, BYTES, FIXED, RECORD, ARRAY, MAP, UNION, NULL -> "string";
    };
  }
}
