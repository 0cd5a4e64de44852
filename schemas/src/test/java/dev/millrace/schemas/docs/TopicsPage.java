package dev.millrace.schemas.docs;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topic.Retention;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Writes the reference of topics and records from the catalogue and the schemas. */
final class TopicsPage {

  private static final String HEAD =
      """
      # Topics

      Generated from the catalogue (`Topics`) and the schemas (`schemas/src/main/avro`); change those, not this page.

      Keys are UTF-8 strings. Values are Avro in the Confluent wire format: byte 0, the schema id in 4 bytes, big-endian, then the Avro binary encoding.
      The subject of a topic's schema in the registry is its name with `-value` (TopicNameStrategy). Schemas change BACKWARD only: every build reads
      what every release wrote. A type with `?` may be null. `instant` is `timestamp-millis` in UTC; `decimal(p,s)` is exact, of at most p digits, s of them
      behind the point.

      """;

  private final StringBuilder page = new StringBuilder(HEAD);
  private final Set<String> described = new HashSet<>();

  private TopicsPage() {}

  static String render() {
    TopicsPage writer = new TopicsPage();
    writer.overview();
    Topics.all().forEach(writer::topic);
    return writer.page.toString();
  }

  private void overview() {
    page.append("| topic | key | value | partitions | kept |\n|---|---|---|---|---|\n");
    for (Topic<?> topic : Topics.all()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| [`%s`](#%s) | %s | `%s` | %d | %s |\n",
              topic.name(),
              topic.name(),
              topic.key(),
              topic.schema().getName(),
              topic.partitions(),
              kept(topic.retention())));
    }
  }

  private void topic(Topic<?> topic) {
    page.append("\n## ").append(topic.name()).append("\n\n");
    page.append(topic.purpose()).append('\n');
    if (described.contains(topic.schema().getFullName())) {
      String first = firstWith(topic.schema());
      page.append("\nValues are those of [`").append(first).append("`](#").append(first);
      page.append(").\n");
    }
    describe(topic.schema(), "");
  }

  private static String firstWith(Schema schema) {
    return Topics.all().stream()
        .filter(topic -> topic.schema().equals(schema))
        .map(Topic::name)
        .findFirst()
        .orElseThrow();
  }

  /** A type, then those that only appear in it for the first time. */
  private void describe(Schema type, String heading) {
    if (!described.add(type.getFullName())) {
      return;
    }
    page.append(heading).append('\n').append(type.getDoc()).append('\n');
    if (type.getType() == Schema.Type.ENUM) {
      page.append("\nOne of ")
          .append(
              type.getEnumSymbols().stream()
                  .map(symbol -> "`" + symbol + "`")
                  .collect(Collectors.joining(", ")))
          .append(".\n");
      return;
    }
    page.append("\n| field | type | default | what it is |\n|---|---|---|---|\n");
    for (Schema.Field field : type.getFields()) {
      page.append("| `")
          .append(field.name())
          .append("` | ")
          .append(name(field.schema()))
          .append(" | ")
          .append(defaultOf(field))
          .append(" | ")
          .append(field.doc().replace("|", "\\|"))
          .append(" |\n");
    }
    for (Schema.Field field : type.getFields()) {
      named(field.schema()).forEach(part -> describe(part, "\n### " + part.getName() + "\n"));
    }
  }

  private static List<Schema> named(Schema type) {
    return switch (type.getType()) {
      case RECORD, ENUM -> List.of(type);
      case ARRAY -> named(type.getElementType());
      case MAP -> named(type.getValueType());
      case UNION -> {
        List<Schema> parts = new ArrayList<>();
        type.getTypes().forEach(part -> parts.addAll(named(part)));
        yield parts;
      }
      default -> List.of();
    };
  }

  private static String name(Schema type) {
    if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    if (type.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return "instant";
    }
    return switch (type.getType()) {
      case RECORD, ENUM ->
          "[" + type.getName() + "](#" + type.getName().toLowerCase(Locale.ROOT) + ")";
      case ARRAY -> "list of " + name(type.getElementType());
      case MAP -> "map to " + name(type.getValueType());
      case UNION ->
          type.getTypes().stream()
                  .filter(part -> part.getType() != Schema.Type.NULL)
                  .map(TopicsPage::name)
                  .collect(Collectors.joining(" or "))
              + (type.isNullable() ? "?" : "");
      default -> type.getType().getName();
    };
  }

  private static String defaultOf(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return "";
    }
    if (field.schema().getType() == Schema.Type.RECORD) {
      // Bytes in it have no text that is the same each time.
      return "`{…}`";
    }
    return field.defaultVal() == JsonProperties.NULL_VALUE
        ? "null"
        : "`" + field.defaultVal() + "`";
  }

  private static String kept(Retention retention) {
    if (retention instanceof Retention.Delete delete) {
      long days = delete.after().toDays();
      return days > 0 ? days + " days" : delete.after().toHours() + " h";
    }
    if (retention instanceof Retention.Compact) {
      return "newest of each key";
    }
    throw new AssertionError(retention);
  }
}
