package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.millrace.platform.aws.AwsConnection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The endpoint as a Bedrock client of somebody else sees it: LangChain4j. */
class LangChainTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final ChatRequest QUESTION =
      ChatRequest.builder()
          .messages(
              SystemMessage.from("Answer with one of these labels:\n- app_crash\n- invoice_charge"),
              UserMessage.from("your app is crashing"))
          .build();

  private static LocalEndpoint endpoint;

  @BeforeAll
  static void start(@TempDir Path folder) {
    endpoint = LocalEndpoint.start(folder);
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @Test
  void chats() {
    ChatResponse reply = chat(NOVA).chat(QUESTION);

    assertThat(reply.aiMessage().text()).isEqualTo("app_crash");
    assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(reply.tokenUsage().inputTokenCount()).isPositive();
    assertThat(reply.tokenUsage().outputTokenCount()).isEqualTo(3);
  }

  @Test
  void streams() throws Exception {
    BedrockStreamingChatModel model =
        BedrockStreamingChatModel.builder()
            .modelId(NOVA)
            .client(
                AwsConnection.local(endpoint.address())
                    .apply(BedrockRuntimeAsyncClient.builder())
                    .build())
            .build();
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    StringBuilder pieces = new StringBuilder();

    model.chat(
        QUESTION,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse reply) {
            whole.complete(reply);
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });

    ChatResponse reply = whole.get(30, TimeUnit.SECONDS);
    assertThat(pieces).hasToString("app_crash");
    assertThat(reply.aiMessage().text()).isEqualTo("app_crash");
    assertThat(reply.tokenUsage().outputTokenCount()).isEqualTo(3);
  }

  @Test
  void embeds() {
    var model =
        BedrockTitanEmbeddingModel.builder()
            .model("amazon.titan-embed-text-v2:0")
            .dimensions(512)
            .client(client())
            .build();

    float[] same = model.embed("refund for a broken kettle").content().vector();

    assertThat(same)
        .hasSize(512)
        .isEqualTo(model.embed("refund for a broken kettle").content().vector());
    assertThat(same).isNotEqualTo(model.embed("weather in spring").content().vector());
  }

  @Test
  void seesErrors() {
    assertThatThrownBy(() -> chat("no model").chat(QUESTION))
        .hasMessageContaining("model identifier is invalid");
  }

  private static BedrockChatModel chat(String model) {
    return BedrockChatModel.builder().modelId(model).client(client()).maxRetries(0).build();
  }

  private static BedrockRuntimeClient client() {
    return AwsConnection.local(endpoint.address()).apply(BedrockRuntimeClient.builder()).build();
  }
}
