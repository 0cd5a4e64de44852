package dev.millrace.schemas.spec;

import dev.millrace.record.Governance;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code source}: a topic of the producer's own. */
final class SourceSection {

  private static final Field<String> TOPIC =
      Field.required("topic", Names.topic(), "Topic to read, none of Millrace's own.");
  private static final Field<SourceFormat> FORMAT =
      Field.required("format", Kinds.oneOf(SourceFormat.class), "How its values are written.");
  private static final Field<String> ID =
      Field.optional(
          "id",
          Kinds.pointer(),
          "Where the event's id stands: a string or a number, that every record has to have. Required,"
              + " except for `cloudevents`, where it is `/id`. Of a CloudEvent, pointers see the"
              + " attributes at the top and the data under `/data`.");
  private static final Field<String> KEY =
      Field.optional(
          "key",
          Kinds.pointer(),
          "Where the ordering key stands; every record has to have it. Absent: the id is the key, and"
              + " of a CloudEvent its `partitionkey` where it has one.");
  private static final Field<String> TENANT =
      Field.optional(
          "tenant",
          Kinds.pointer(),
          "Where the tenant stands; every record has to have it. Who may write to the topic may name"
              + " any tenant. Absent: the tenant `default`.");
  private static final Field<String> TIME =
      Field.optional(
          "time",
          Kinds.pointer(),
          "Where the time of the event stands: RFC 3339, or milliseconds since 1970. Absent, here or in"
              + " a record: the record's timestamp; of a CloudEvent its `time` where it has one.");
  private static final Field<SourceStart> START =
      Field.byDefault(
          "start",
          Kinds.oneOf(SourceStart.class),
          "beginning",
          "Where a new pipeline begins to read the topic: with the oldest record there is, or"
              + " `now`, with the first one since the spec was applied.");

  static final List<Field<?>> FIELDS = List.of(TOPIC, FORMAT, ID, KEY, TENANT, TIME, START);

  private SourceSection() {}

  static @Nullable Source read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    String topic = section.read(TOPIC);
    if (topic != null && isOurs(topic)) {
      section.wrong(
          TOPIC,
          "the topic "
              + topic
              + " is Millrace's own; name a topic of yours, or leave source out to read raw-events");
    }
    SourceFormat format = section.read(FORMAT);
    String id = section.read(ID);
    if (!section.has(ID)) {
      id = "/id";
      if (format == SourceFormat.JSON || format == SourceFormat.AVRO) {
        section.wrong(ID, "the field id is missing: it takes " + Kinds.pointer().shape());
      }
    }
    Source source =
        new Source(
            topic,
            format,
            id,
            section.read(KEY),
            section.read(TENANT),
            section.read(TIME),
            section.read(START));
    return section.isSound() ? source : null;
  }

  /** What tells an event apart, orders it and dates it leaves ingestion as it is. */
  static void refuseTagged(
      @Nullable Section section, @Nullable Source source, @Nullable Governance governance) {
    if (section == null || source == null || governance == null) {
      return;
    }
    PersonalPaths personal = new PersonalPaths(governance.getPii().keySet());
    refuse(section, ID, personal.covering(source.getId(), source.getFormat()));
    refuse(section, KEY, personal.covering(source.getKey(), source.getFormat()));
    refuse(section, TENANT, personal.covering(source.getTenant(), source.getFormat()));
    refuse(section, TIME, personal.covering(source.getTime(), source.getFormat()));
  }

  private static void refuse(Section section, Field<String> field, Optional<String> path) {
    path.ifPresent(
        tagged ->
            section.wrong(
                field,
                "is personal data by governance.pii."
                    + tagged
                    + ", but leaves ingestion as it is; name a field that is none"));
  }

  private static boolean isOurs(String name) {
    return name.equals("_schemas")
        || Topics.all().stream().anyMatch(topic -> topic.name().equals(name));
  }
}
