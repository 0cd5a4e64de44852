package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  private static final Path FOLDER = Path.of("..", "examples");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void canBeApplied(Path file) throws IOException {
    SpecResult result =
        new SpecReader(SchemaFiles.in(FOLDER)).readSupported(Files.readString(file));

    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    assertThat(((SpecResult.Valid) result).spec().getPipeline() + ".yaml")
        .isEqualTo(file.getFileName().toString());
  }

  @Test
  void areThere() throws IOException {
    assertThat(files().stream().map(file -> file.getFileName().toString()))
        .contains(
            "banking77-loop.yaml",
            "banking77-packed.yaml",
            "banking77.yaml",
            "enriched-tickets.yaml",
            "github-webhooks.yaml",
            "support-tickets-loop.yaml",
            "support-tickets.yaml",
            "wikipedia-edits.yaml");
  }

  @Test
  void nameTheLabelsOfBanking77() throws IOException {
    PipelineSpec spec = read("banking77.yaml");

    assertThat(spec.getPrompt().getLabels()).hasSize(77);
    Optional<Path> categories = SharedData.find("text/banking77/categories.json");
    assumeTrue(categories.isPresent(), "the data set Banking77 is not beside the project");
    List<String> labels = new ArrayList<>();
    for (JsonNode label : new ObjectMapper().readTree(categories.orElseThrow().toFile())) {
      labels.add(label.asText());
    }
    assertThat(spec.getPrompt().getLabels()).isEqualTo(labels);
  }

  @Test
  void packsTheSamePromptOfBanking77() throws IOException {
    PipelineSpec packed = read("banking77-packed.yaml");

    assertThat(packed.getPrompt()).isEqualTo(read("banking77.yaml").getPrompt());
    assertThat(packed.getBatching()).isEqualTo(new Batching(16, 20L, BatchingMode.PACKED));
  }

  @Test
  void asksTheSamePromptsInTheLoops() throws IOException {
    assertThat(read("banking77-loop.yaml").getPrompt())
        .isEqualTo(read("banking77.yaml").getPrompt());
    assertThat(read("support-tickets-loop.yaml").getPrompt())
        .isEqualTo(read("support-tickets.yaml").getPrompt());
  }

  private static PipelineSpec read(String name) throws IOException {
    String yaml = Files.readString(FOLDER.resolve(name));
    return ((SpecResult.Valid) new SpecReader(SchemaFiles.none()).readSupported(yaml)).spec();
  }
}
