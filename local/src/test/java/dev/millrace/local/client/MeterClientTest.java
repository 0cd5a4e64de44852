package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.domain.MeteredCall;
import dev.millrace.record.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterClientTest {

  @Test
  void aLineOfTheInvocationLogIsACall() throws JsonProcessingException {
    MeteredCall call =
        call(
            "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"requestId\":\"e-1\",\"modelId\":\"m\","
                + "\"input\":{\"inputTokenCount\":12,\"cacheReadInputTokenCount\":3},"
                + "\"output\":{\"outputTokenCount\":4},\"requestMetadata\":{\"requestId\":\"r-1\",\"attempt\":\"2\"}}");

    assertThat(call)
        .isEqualTo(
            new MeteredCall(
                "e-1",
                Instant.parse("2026-11-24T12:00:00Z"),
                "m",
                Optional.of(
                    TokenUsage.newBuilder()
                        .setInputTokens(12)
                        .setOutputTokens(4)
                        .setCacheReadTokens(3)
                        .build()),
                Optional.of("r-1"),
                Optional.of(2)));
  }

  @Test
  void aCallInTheShadowSaysSo() throws JsonProcessingException {
    MeteredCall call =
        call(
            "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"requestId\":\"e-1\",\"modelId\":\"m\","
                + "\"requestMetadata\":{\"requestId\":\"r-1\",\"attempt\":\"1\",\"route\":\"SHADOW\"}}");

    assertThat(call.use()).isEqualTo(MeteredCall.Use.SHADOW);
    assertThat(call.requestId()).contains("r-1");
  }

  @Test
  void callsOfOthersAndCallsWithoutTokensAreSaidToBeSo() throws JsonProcessingException {
    MeteredCall call =
        call(
            "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"requestId\":\"e-1\",\"modelId\":\"m\","
                + "\"errorCode\":\"ThrottlingException\"}");

    assertThat(call.requestId()).isEmpty();
    assertThat(call.usage()).isEmpty();
  }

  @Test
  void theTierIsThatOfTheLine() throws JsonProcessingException {
    String line =
        "{\"timestamp\":\"2026-11-24T12:00:00Z\",\"requestId\":\"j/R0\",\"modelId\":\"m\"%s}";

    assertThat(call(line.formatted(",\"serviceTier\":\"batch\"")).use())
        .isEqualTo(MeteredCall.Use.SERVE_IN_BATCH);
    assertThat(call(line.formatted("")).use()).isEqualTo(MeteredCall.Use.SERVE);
  }

  private static MeteredCall call(String line) throws JsonProcessingException {
    return MeterClient.call(new JsonMapper().readTree(line));
  }
}
