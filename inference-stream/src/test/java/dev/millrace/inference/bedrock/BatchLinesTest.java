package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BatchLinesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void writesWhatAConverseCallOfItsOwnWouldSend() throws IOException {
    List<byte[]> lines =
        BatchLines.input(List.of(call("request-1", "Is \"it\"\nbroken?"), call("b", "x")));

    assertThat(lines).hasSize(2).allMatch(line -> new String(line, UTF_8).endsWith("}\n"));
    assertThat(JSON.readTree(lines.get(0)))
        .isEqualTo(
            JSON.readTree(
                """
                {"recordId":"R0000000000","modelInput":{
                  "messages":[{"role":"user","content":[{"text":"Is \\"it\\"\\nbroken?"}]}],
                  "system":[{"text":"Classify."}],
                  "inferenceConfig":{"maxTokens":16,"temperature":0.0},
                  "requestMetadata":{"requestId":"request-1","attempt":"1","pipeline":"tickets","tenant":"acme"}}}
                """));
    assertThat(JSON.readTree(lines.get(1)).path("recordId").asText()).isEqualTo("R0000000001");
  }

  @Test
  void writesTheModelsOwnBodyForEmbeddings() throws IOException {
    ModelCall call =
        new ModelCall(
            "a",
            "acme",
            "notes",
            1,
            new ModelRoute("amazon.titan-embed-text-v2:0", 1, Route.CHAMPION),
            new ModelInput.Embedding("text"));

    JsonNode line = JSON.readTree(BatchLines.input(List.of(call)).get(0));

    assertThat(line.path("modelInput")).isEqualTo(JSON.readTree("{\"inputText\":\"text\"}"));
  }

  @Test
  void readsAnswersInWhateverSequenceTheyCome() throws IOException {
    Map<Integer, CallResult> read =
        read(
            RecordForm.CONVERSE,
            """
            {"recordId":"R0000000002","modelInput":{},"modelOutput":{"output":{"message":{"role":"assistant","content":[{"text":"bi"},{"text":"lling"}]}},"stopReason":"max_tokens","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":10,"cacheReadInputTokens":1,"cacheWriteInputTokens":2,"cacheDetails":[{"ttl":"1h","inputTokens":2}]},"metrics":{"latencyMs":7}}}

            {"recordId":"R0000000000","modelInput":{},"modelOutput":{"output":{"message":{"content":[{"text":"bug"}]}},"stopReason":"end_turn"}}
            """);

    assertThat(read).containsOnlyKeys(0, 2);
    assertThat(read.get(2))
        .isEqualTo(
            new CallResult.Answered(
                new CallResult.Content.Text("billing"),
                "max_tokens",
                new CallResult.Report(
                    Optional.of("job7/R0000000002"),
                    Optional.of(new TokenUsage(5L, 2L, 1L, 0L, 2L)),
                    Optional.of(7L),
                    Optional.of("batch"))));
    assertThat(read.get(0))
        .isInstanceOfSatisfying(
            CallResult.Answered.class,
            answered -> assertThat(answered.report().usage()).as("unknown is not zero").isEmpty());
  }

  @Test
  void readsVectorsWithTheirTokens() throws IOException {
    CallResult read =
        read(
                RecordForm.INVOKE_MODEL,
                "{\"recordId\":\"R0000000000\",\"modelOutput\":{\"embedding\":[0.5,1],\"inputTextTokenCount\":3}}\n")
            .get(0);

    assertThat(read)
        .isEqualTo(
            new CallResult.Answered(
                new CallResult.Content.Vector(List.of(0.5f, 1f)),
                "end_turn",
                new CallResult.Report(
                    Optional.of("job7/R0000000000"),
                    Optional.of(new TokenUsage(3L, 0L, 0L, 0L, 0L)),
                    Optional.empty(),
                    Optional.of("batch"))));
  }

  @Test
  void namesTheCauseOfEachErrorAndPassesOnNothingOfItsMessage() throws IOException {
    Map<Integer, CallResult> read =
        read(
            RecordForm.CONVERSE,
            """
            {"recordId":"R0000000000","modelInput":{},"error":{"errorCode":400,"errorMessage":"secret"}}
            {"recordId":"R0000000001","modelInput":{},"error":{"errorCode":500,"errorMessage":"secret"}}
            {"recordId":"R0000000002","modelInput":{}}
            """);

    assertThat(read.values())
        .extracting(result -> ((CallResult.Failed) result).cause())
        .containsExactlyInAnyOrder(Cause.INVALID_REQUEST, Cause.ENDPOINT_ERROR, Cause.BATCH_FAILED);
    assertThat(read.values().toString()).doesNotContain("secret");
  }

  @Test
  void passesOverLinesThatAreNotItsOwn() throws IOException {
    assertThat(
            read(
                RecordForm.CONVERSE,
                """
                {"recordId":"CALL0000001","modelOutput":{}}
                {"recordId":"R9999999999","modelOutput":{}}
                {"recordId":"R00000000
                []
                """))
        .isEmpty();
  }

  private static Map<Integer, CallResult> read(RecordForm form, String lines) throws IOException {
    Map<Integer, CallResult> read = new HashMap<>();
    BatchLines.output(new BufferedReader(new StringReader(lines)), form, "job7", read::put);
    return read;
  }

  private static ModelCall call(String id, String text) {
    return new ModelCall(
        id,
        "acme",
        "tickets",
        1,
        Requests.NOVA,
        new ModelInput.Chat(Optional.of("Classify."), text, 16, OptionalDouble.of(0)));
  }
}
