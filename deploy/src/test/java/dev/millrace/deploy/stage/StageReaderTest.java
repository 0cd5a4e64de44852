package dev.millrace.deploy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StageReaderTest {

  private static final Path PRODUCTION = Path.of("stages", "production.yaml");

  @Test
  void readsTheStagesOfTheRepository() throws StageException {
    assertThat(StageReader.read(PRODUCTION).prefix()).isEqualTo("millrace-production");
    assertThat(StageReader.read(Path.of("stages", "development.yaml")).training().image())
        .isEmpty();
  }

  @Test
  void tellsAllThatIsWrongWithItsLines() throws IOException {
    String text =
        Files.readString(PRODUCTION)
            .replace("account: \"123456789012\"", "account: \"12345\"")
            .replace("perZone: 1", "perZones: 1")
            .replace("least: 2", "least: two")
            .replace("tellAt: [50, 80, 100]", "tellAt: []");

    StageException told =
        catchThrowableOfType(StageException.class, () -> StageReader.read("it", text));

    assertThat(told.problems())
        .extracting(StageProblem::path)
        .containsExactly(
            "place.account",
            "brokers.perZone",
            "brokers.perZones",
            "gateway.least",
            "money.tellAt");
    assertThat(told).hasMessageContaining("line 4: place.account: expected twelve digits");
    assertThat(told).hasMessageContaining("did you mean perZone?");
  }

  @Test
  void wantsWhatFargateOffers() throws IOException {
    String text = production().replace("cpu: 1024\n  memory: 2048", "cpu: 1024\n  memory: 1024");

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("gateway.memory: is not what Fargate offers with cpu 1024");
  }

  @Test
  void wantsAPartitionForEachInstance() throws IOException {
    String text =
        production()
            .replace("trafficPartitions: 24", "trafficPartitions: 4")
            .replace("inference: 4", "inference: 5");

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("ingestionMost is more than brokers.trafficPartitions, 4")
        .hasMessageContaining("inference is more than brokers.trafficPartitions, 4");
  }

  @Test
  void refusesTopicsThatAreNoProducersOwn() throws IOException {
    String text =
        production()
            .replace("trafficPartitions: 24", "trafficPartitions: 24\n  ownTopics: [predictions]");

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("predictions is not a producer's own");
  }

  @Test
  void saysWhereATextIsNoYaml() {
    assertThatThrownBy(() -> StageReader.read("it", "stage: a\n  b: [1,"))
        .hasMessageContaining("line 2: not YAML");
    assertThatThrownBy(() -> StageReader.read("it", "")).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> StageReader.read("it", "- a")).hasMessageContaining("line 1");
  }

  @Test
  void wantsProfilesThatBedrockTakes() throws IOException {
    String text = production().replace("team: support", "team: customer-support-europe1");

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("shorten the team or the stage");
  }

  private static String production() throws IOException {
    return Files.readString(PRODUCTION);
  }
}
