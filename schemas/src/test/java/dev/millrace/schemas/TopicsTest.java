package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Feedback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @Test
  void namesEachTopicOnceAndEachRecordOnce() {
    assertThat(Topics.all()).extracting(Topic::name).doesNotHaveDuplicates();
    assertThat(Topics.all())
        .filteredOn(topic -> !topic.equals(Topics.SHADOW_PREDICTIONS))
        .extracting(Topic::valueType)
        .doesNotHaveDuplicates();
    assertThat(Topics.SHADOW_PREDICTIONS.valueType())
        .as("what is compared is of one type")
        .isEqualTo(Topics.PREDICTIONS.valueType());
  }

  @Test
  void hasATopicForEveryRecord() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
      List<String> records =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString().replace(".avsc", ""))
              .toList();

      assertThat(Topics.all())
          .extracting(topic -> topic.schema().getName())
          .hasSameElementsAs(records);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void explainsEveryTopicTypeAndField(Topic<?> topic) {
    assertThat(topic.purpose()).endsWith(".");
    assertThat(topic.key()).isNotBlank();
    assertThat(undocumented(topic.schema(), new HashSet<>())).isEmpty();
  }

  @Test
  void refusesATopicThatCannotBe() {
    Topic.Retention day = new Topic.Retention.Delete(Duration.ofDays(1));

    assertThatThrownBy(() -> new Topic<>("Not_Kebab", Feedback.class, "key", 1, day, "None."))
        .hasMessageContaining("Not_Kebab");
    assertThatThrownBy(() -> new Topic<>("feedback", Feedback.class, "key", 0, day, "None."))
        .hasMessageContaining("at least 1 partition");
  }

  private static List<String> undocumented(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case RECORD ->
          !seen.add(schema.getFullName())
              ? List.of()
              : Stream.concat(
                      blank(schema.getDoc(), schema.getFullName()),
                      schema.getFields().stream()
                          .flatMap(
                              field ->
                                  Stream.concat(
                                      blank(field.doc(), schema.getFullName() + "." + field.name()),
                                      undocumented(field.schema(), seen).stream())))
                  .toList();
      case ENUM -> blank(schema.getDoc(), schema.getFullName()).toList();
      case ARRAY -> undocumented(schema.getElementType(), seen);
      case MAP -> undocumented(schema.getValueType(), seen);
      case UNION ->
          schema.getTypes().stream().flatMap(type -> undocumented(type, seen).stream()).toList();
      default -> List.of();
    };
  }

  private static Stream<String> blank(String doc, String place) {
    return doc == null || doc.isBlank() ? Stream.of(place) : Stream.empty();
  }
}
