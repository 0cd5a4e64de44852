package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.aws.AwsConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** Quotas as the AWS SDK for Java meets them. */
class QuotaTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String CLAUDE = "anthropic.claude-sonnet-4-20250514-v1:0";
  private static final String FEW = "amazon.nova-lite-v1:0";
  private static final String TITAN = "amazon.titan-embed-text-v2:0";

  private static final String SETUP =
      """
      {
        "models": {
          "amazon.nova-micro": {"quota": {"tokensPerMinute": 10000}, "maxTokens": 8000},
          "amazon.nova-lite": {"quota": {"requestsPerMinute": 2}},
          "amazon.titan-embed": {"quota": {"tokensPerMinute": 3}},
          "anthropic.": {
            "quota": {"tokensPerMinute": 1000},
            "script": [],
            "otherwise": "forty characters are about ten tokens..."
          }
        }
      }
      """;

  private LocalEndpoint endpoint;
  private BedrockRuntimeClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    endpoint = LocalEndpoint.start(folder, SETUP);
    client =
        AwsConnection.local(endpoint.address())
            .apply(BedrockRuntimeClient.builder())
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    endpoint.close();
  }

  @Test
  void throttlesWhatMayBeWrittenBeyondTheTokensLeft() throws Exception {
    assertThatThrownBy(() -> Questions.ask(client, CLAUDE, 2000))
        .isInstanceOfSatisfying(
            ThrottlingException.class,
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(429);
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
              assertThat(refused.awsErrorDetails().errorMessage())
                  .isEqualTo("Too many tokens, please wait before trying again.");
              assertThat(refused.requestId()).isNotBlank();
            });

    JsonNode meter = endpoint.get("/_millrace/meter");
    assertThat(meter.path("calls").asInt()).isZero();
    assertThat(meter.path("throttled").asInt()).isEqualTo(1);
    assertThat(meter.at("/models").path(CLAUDE).path("throttled").asInt()).isEqualTo(1);
    assertThat(endpoint.text("/_millrace/invocations")).isEmpty();
    assertThat(quota(CLAUDE).at("/throttled/tokens").asInt()).isEqualTo(1);
  }

  @Test
  void settlesByBurndownWhenTheCallIsOver() throws Exception {
    ConverseResponse reply = Questions.ask(client, CLAUDE, 900);

    int burned = reply.usage().inputTokens() + 5 * reply.usage().outputTokens();
    assertThat(reply.usage().outputTokens()).isEqualTo(10);
    assertThat(quota(CLAUDE).at("/tokens/settled").asInt()).isEqualTo(burned);
    assertThat(quota(CLAUDE).at("/tokens/reserved").asInt()).isZero();
    assertThat(quota(CLAUDE).at("/tokens/used").asInt()).isBetween(1, burned);
  }

  @Test
  void reservesAllThatTheModelCanWriteWhereNobodySaysHowMuch() throws Exception {
    client.converse(
        request ->
            request
                .modelId(NOVA)
                .messages(Questions.user("x".repeat(16_000)))
                .inferenceConfig(inference -> inference.maxTokens(1)));
    assertThat(quota(NOVA).at("/tokens/settled").asInt()).isEqualTo(4001);

    assertThatThrownBy(
            () ->
                client.converse(request -> request.modelId(NOVA).messages(Questions.user("hello"))))
        .isInstanceOf(ThrottlingException.class);
    Questions.ask(client, NOVA, 5000);
  }

  @Test
  void refusesToPromiseMoreThanTheModelCanWrite() {
    assertThatThrownBy(() -> Questions.ask(client, NOVA, 8001))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("exceeds the model limit of 8000");
  }

  @Test
  void throttlesRequests() throws Exception {
    Questions.ask(client, FEW, 10);
    Questions.ask(client, FEW, 10);

    assertThatThrownBy(() -> Questions.ask(client, FEW, 10))
        .isInstanceOf(ThrottlingException.class)
        .hasMessageContaining("Too many requests, please wait before trying again.");
    assertThat(quota(FEW).at("/requests/limit").asInt()).isEqualTo(2);
    assertThat(quota(FEW).at("/requests/used").asInt()).isEqualTo(2);
    assertThat(quota(FEW).at("/throttled/requests").asInt()).isEqualTo(1);
  }

  @Test
  void throttlesEmbeddings() {
    assertThatThrownBy(
            () ->
                client.invokeModel(
                    request ->
                        request
                            .modelId(TITAN)
                            .body(
                                SdkBytes.fromUtf8String(
                                    "{\"inputText\":\"of more than three tokens\"}"))))
        .isInstanceOf(ThrottlingException.class);
  }

  @Test
  void takesNothingForWhatIsRefusedAsInvalid() throws Exception {
    assertThatThrownBy(() -> Questions.ask(client, FEW, 0)).isInstanceOf(ValidationException.class);

    assertThat(quota(FEW).isMissingNode()).isTrue();
  }

  private JsonNode quota(String model) throws Exception {
    return endpoint.get("/_millrace/quotas").path("models").path(model);
  }
}
