package dev.millrace.schemas.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.Compatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The build's half of the gate. {@code src/released/VERSION/TOPIC.avsc} is what a release wrote;
 * {@code mvn -pl schemas test -Dtest=ReleasedSchemasTest -Dmillrace.release=VERSION} adds one.
 */
class ReleasedSchemasTest {

  private static final Path RELEASED = Path.of("src", "released");
  private static final String RELEASE = "millrace.release";

  @BeforeAll
  static void release() throws IOException {
    String release = System.getProperty(RELEASE);
    if (release != null) {
      write(RELEASED.resolve(release));
    }
  }

  static Stream<Arguments> releasedSchemas() throws IOException {
    try (Stream<Path> files = Files.walk(RELEASED)) {
      List<Path> schemas =
          files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList();
      return schemas.stream()
          .map(file -> Arguments.argumentSet(RELEASED.relativize(file).toString(), file));
    }
  }

  @ParameterizedTest
  @MethodSource("releasedSchemas")
  void readsWhatEveryReleaseWrote(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".avsc", "");
    Optional<Topic<?>> topic =
        Topics.all().stream().filter(each -> each.name().equals(name)).findFirst();

    assertThat(topic).as("topic %s of a release is never taken away", name).isPresent();
    assertThat(
            Compatibility.objections(
                topic.orElseThrow().schema(), new Schema.Parser().parse(Files.readString(file))))
        .as("a field that is new needs a default, one that was there may go, none changes its type")
        .isEmpty();
  }

  @Test
  void knowsWhatTheFirstReleaseWrote() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED.resolve("0.1.0"))) {
      assertThat(files.count()).isPositive();
    }
  }

  private static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Topic<?> topic : Topics.all()) {
      Files.writeString(
          folder.resolve(topic.name() + ".avsc"),
          SchemaFormatter.format("json/pretty", topic.schema()) + "\n");
    }
  }
}
