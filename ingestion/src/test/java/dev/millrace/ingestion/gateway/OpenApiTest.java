package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.OpenApiReplies.Answer;
import dev.millrace.ingestion.gateway.OpenApiReplies.Way;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.ingestion.gateway.status.Standings;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.testing.SampleRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The description against the running gateway, in both directions. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class OpenApiTest {

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.impatientForLetters();

  private static OpenApiDocument document;

  @BeforeAll
  static void start() {
    document = new OpenApiDocument(gateway.get("/openapi.json").json());
  }

  @BeforeEach
  void waitForStreamsToEnd() {
    await().until(() -> gateway.streams.size() == 0);
    await()
        .until(
            () -> {
              Standings.tell(gateway.statusStreams, Standings.EMPTY);
              return gateway.statusStreams.size() == 0;
            });
  }

  static Stream<Arguments> ways() {
    return OpenApiReplies.ALL.stream().map(way -> argumentSet(way.name(), way));
  }

  @Test
  void describesNoReplyThatCannotBeReached() {
    assertThat(document.replies())
        .as("each reply of openapi.json has a line in OpenApiReplies.ALL")
        .containsExactlyInAnyOrderElementsOf(
            OpenApiReplies.ALL.stream().map(Way::name).distinct().toList());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answersAsItDescribes(Way way) {
    Answer answer = way.ask().apply(gateway);

    assertThat(answer.status()).isEqualTo(way.status());
    assertThat(document.misfits(way.operationId(), answer)).isEmpty();
  }

  @Test
  void describesEveryPredictionThereMayBe() {
    long seed = new Random().nextLong();
    SampleRecords samples = new SampleRecords(new Random(seed));
    JsonNode schema = document.schema("Prediction");

    for (int i = 0; i < 200; i++) {
      JsonNode prediction = RecordJson.of(samples.next(Topics.PREDICTIONS));
      assertThat(document.misfits(schema, prediction)).as("seed %s, sample %s", seed, i).isEmpty();
    }
    assertThat(names(schema))
        .containsExactlyElementsOf(
            Topics.PREDICTIONS.schema().getFields().stream().map(Schema.Field::name).toList());
  }

  @Test
  void describesEveryBudgetStatusThereMayBe() {
    long seed = new Random().nextLong();
    SampleRecords samples = new SampleRecords(new Random(seed));
    JsonNode schema = document.schema("BudgetStatus");

    for (int i = 0; i < 200; i++) {
      JsonNode status = RecordJson.of(samples.next(Topics.BUDGET_STATUS));
      assertThat(document.misfits(schema, status)).as("seed %s, sample %s", seed, i).isEmpty();
    }
    assertThat(names(schema))
        .containsExactlyElementsOf(
            Topics.BUDGET_STATUS.schema().getFields().stream().map(Schema.Field::name).toList());
  }

  @Test
  void describesEveryQualityMetricThereMayBe() {
    long seed = new Random().nextLong();
    SampleRecords samples = new SampleRecords(new Random(seed));
    JsonNode schema = document.schema("QualityMetric");

    for (int i = 0; i < 200; i++) {
      JsonNode metric = RecordJson.of(samples.next(Topics.QUALITY_METRICS));
      assertThat(document.misfits(schema, metric)).as("seed %s, sample %s", seed, i).isEmpty();
    }
    assertThat(names(schema))
        .containsExactlyElementsOf(
            Topics.QUALITY_METRICS.schema().getFields().stream().map(Schema.Field::name).toList());
  }

  /** The test of the test. */
  @Test
  void noticesWhatDoesNotFit() {
    ObjectNode prediction = RecordJson.of(Ends.answered("7"));
    JsonNode schema = document.schema("Prediction");
    assertThat(document.misfits(schema, prediction)).isEmpty();

    assertThat(document.misfits(schema, prediction.deepCopy().put("secret", 1))).hasSize(1);
    assertThat(document.misfits(schema, prediction.deepCopy().put("label", 1))).hasSize(1);
    ObjectNode without = prediction.deepCopy();
    without.remove("outcome");
    assertThat(document.misfits(schema, without)).hasSize(1);
    assertThat(document.misfits("showPrediction", new Answer(418, Map.of(), prediction)))
        .containsExactly("status 418 is not described");
  }

  private static List<String> names(JsonNode schema) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }
}
