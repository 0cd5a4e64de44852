package dev.millrace.deploy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/16",
        "10.255.240.0/20",
        "172.16.0.0/16",
        "172.31.128.0/17",
        "192.168.0.0/16"
      })
  void takesPrivateAddresses(String cidr) throws IOException, StageException {
    String text = production().replace("10.40.0.0/16", cidr);

    assertThat(StageReader.read("it", text).place().cidr()).isEqualTo(cidr);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "172.15.0.0/16",
        "172.32.0.0/16",
        "192.169.0.0/16",
        "100.64.0.0/16",
        "8.8.0.0/16",
        "10.256.0.0/16",
        "10.0.256.0/20"
      })
  void refusesAddressesOfOthers(String cidr) throws IOException {
    String text = production().replace("10.40.0.0/16", cidr);

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("place.cidr: " + cidr + " are no private addresses");
  }

  @Test
  void refusesANetworkThatDoesNotBeginWithItsBits() throws IOException {
    String text = production().replace("10.40.0.0/16", "10.40.8.0/20");

    assertThatThrownBy(() -> StageReader.read("it", text))
        .hasMessageContaining("10.40.8.0/20 does not begin where 20 bits begin");
  }

  @Test
  void wantsAConsoleThatOperatorsAndNobodyElseReach() throws IOException {
    String nobody = production().replace("from: [203.0.113.0/24]", "from: []");
    String everybody = production().replace("203.0.113.0/24", "0.0.0.0/0");
    String same = production().replace("console.example.com", "events.example.com");

    assertThatThrownBy(() -> StageReader.read("it", nobody))
        .hasMessageContaining("console.from: names no addresses of operators");
    assertThatThrownBy(() -> StageReader.read("it", everybody))
        .hasMessageContaining("console.from: expected addresses of operators");
    assertThatThrownBy(() -> StageReader.read("it", same))
        .hasMessageContaining("console: has the domain of the gateway");
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
