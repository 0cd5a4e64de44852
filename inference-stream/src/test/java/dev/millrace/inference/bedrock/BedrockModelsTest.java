package dev.millrace.inference.bedrock;

import static dev.millrace.inference.bedrock.BedrockStand.CHAT;
import static dev.millrace.inference.bedrock.BedrockStand.EMBEDDING;
import static dev.millrace.inference.bedrock.BedrockStand.GUARDRAIL;
import static dev.millrace.inference.bedrock.BedrockStand.PATIENCE;
import static dev.millrace.inference.bedrock.BedrockStand.error;
import static dev.millrace.inference.bedrock.BedrockStand.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Answered;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/** What is sent to models and guardrails, and what is read of their replies. */
class BedrockModelsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private static final BedrockStand STAND = new BedrockStand();

  @BeforeEach
  void begin() {
    STAND.begin();
  }

  @AfterAll
  static void close() {
    STAND.close();
  }

  @Test
  void readsTheAnswerAndItsReport() {
    Answered answered = (Answered) STAND.call(CHAT);

    assertThat(answered.content()).isEqualTo(new Content.Text("billing"));
    assertThat(answered.stopReason()).isEqualTo("end_turn");
    assertThat(answered.report().endpointRequestId()).contains("endpoint-1");
    assertThat(answered.report().usage()).contains(new TokenUsage(11L, 2L, 5L, 12L, 8L));
    assertThat(answered.report().modelLatencyMillis()).contains(42L);
    assertThat(answered.report().serviceTier()).contains("flex");
  }

  @Test
  void namesTheGuardrail() throws IOException {
    STAND.call(CHAT, GUARDRAIL);

    assertThat(JSON.readTree(STAND.seen().get(0).body()).path("guardrailConfig"))
        .isEqualTo(JSON.readTree("{\"guardrailIdentifier\":\"g1\",\"guardrailVersion\":\"2\"}"));
  }

  @Test
  void holdsTextsAgainstTheGuardrailBeforeTheyAreEmbedded() throws IOException {
    STAND.reply(ok("{\"embedding\":[0.5],\"inputTextTokenCount\":3}"));
    STAND.assess(ok("{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[]}"));

    CallResult passed = STAND.call(EMBEDDING, GUARDRAIL);

    assertThat(passed).isInstanceOf(Answered.class);
    assertThat(STAND.seen().get(0).parameter("guardrail")).isEqualTo("g1");
    assertThat(STAND.seen().get(0).parameter("version")).isEqualTo("2");
    assertThat(JSON.readTree(STAND.seen().get(0).body()))
        .isEqualTo(
            JSON.readTree("{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"Hello?\"}}]}"));
    assertThat(STAND.seen()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GUARDRAIL_INTERVENED", "SOMETHING_NEW"})
  void doesNotEmbedWhatTheGuardrailStops(String action) {
    STAND.assess(ok("{\"action\":\"" + action + "\",\"outputs\":[],\"assessments\":[]}"));

    Failed stopped = (Failed) STAND.call(EMBEDDING, GUARDRAIL);

    assertThat(stopped.cause()).isEqualTo(Cause.GUARDRAIL);
    assertThat(stopped.endpointRequestId()).contains("endpoint-1");
    assertThat(STAND.seen()).as("no model was asked").hasSize(1);
  }

  @Test
  void embedsNothingWhereTheGuardrailCannotBeAsked() {
    STAND.assess(error(429, "ThrottlingException", "slow down"));
    assertThat(((Failed) STAND.call(EMBEDDING, GUARDRAIL)).cause()).isEqualTo(Cause.THROTTLED);

    String unknown = "The guardrail identifier or version provided in the request does not exist.";
    STAND.assess(error(404, "ResourceNotFoundException", unknown));
    assertThat(((Failed) STAND.call(EMBEDDING, GUARDRAIL)).cause())
        .isEqualTo(Cause.UNKNOWN_GUARDRAIL);
    assertThat(STAND.seen()).hasSize(2);

    STAND.reply(error(400, "ValidationException", unknown));
    assertThat(((Failed) STAND.call(CHAT, GUARDRAIL)).cause()).isEqualTo(Cause.UNKNOWN_GUARDRAIL);
  }

  @Test
  void showsTheModelItsOwnAnswer() throws IOException {
    STAND.call(
        new ModelInput.Chat(
            Optional.empty(),
            "Hello?",
            16,
            OptionalDouble.empty(),
            Optional.of(new ModelInput.Correction("Perhaps.", "That is no label."))));

    assertThat(JSON.readTree(STAND.seen().get(0).body()).path("messages"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"role":"user","content":[{"text":"Hello?"}]},
                 {"role":"assistant","content":[{"text":"Perhaps."}]},
                 {"role":"user","content":[{"text":"That is no label."}]}]
                """));
  }

  /** Asked for the same, the SDK's own client sends the same. */
  @Test
  void sendsWhatTheSdkSends() throws Exception {
    STAND.call(
        new ModelInput.Chat(
            Optional.of("Be \"short\"."),
            "Grüße \uD83D\uDE00?",
            16,
            OptionalDouble.of(0.1),
            Optional.of(new ModelInput.Correction("Perhaps.", "That is no label."))),
        GUARDRAIL);
    JsonNode ours = JSON.readTree(STAND.seen().get(0).body());
    Map<String, String> metadata = JSON.convertValue(ours.path("requestMetadata"), TEXTS);

    try (BedrockRuntimeAsyncClient sdk =
        BedrockClients.open(
            AwsConnection.local(STAND.address()), new BedrockClients.Bounds(1, PATIENCE))) {
      sdk.converse(
              request ->
                  request
                      .modelId("amazon.nova-micro-v1:0")
                      .system(SystemContentBlock.fromText("Be \"short\"."))
                      .messages(
                          message(ConversationRole.USER, "Grüße \uD83D\uDE00?"),
                          message(ConversationRole.ASSISTANT, "Perhaps."),
                          message(ConversationRole.USER, "That is no label."))
                      .inferenceConfig(
                          inference -> inference.maxTokens(16).temperature((float) 0.1))
                      .guardrailConfig(
                          guardrail -> guardrail.guardrailIdentifier("g1").guardrailVersion("2"))
                      .requestMetadata(metadata))
          .join();
    }

    assertThat(ours).isEqualTo(JSON.readTree(STAND.seen().get(1).body()));
    assertThat(STAND.seen().get(0).path()).isEqualTo(STAND.seen().get(1).path());
  }

  private static Message message(ConversationRole role, String text) {
    return Message.builder().role(role).content(ContentBlock.fromText(text)).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void takesAnEndpointWithASlashBehindIt(String behind) {
    try (BedrockModels models = BedrockStand.open(PATIENCE, URI.create(STAND.address() + behind))) {
      assertThat(BedrockStand.call(models, CHAT)).isInstanceOf(Answered.class);
    }
  }

  @Test
  void doesNotTakeAbsentUsageForNone() {
    STAND.reply(
        ok("{\"output\":{\"message\":{\"content\":[{\"text\":\"a\"}]}},\"stopReason\":\"new\"}"));

    Answered answered = (Answered) STAND.call(CHAT);

    assertThat(answered.report().usage()).isEmpty();
    assertThat(answered.stopReason()).isEqualTo("new");
  }

  @Test
  void sendsThePromptAndSaysWhoseCallItIs() throws Exception {
    STAND.call(CHAT);

    JsonNode body = JSON.readTree(STAND.seen().get(0).body());
    assertThat(STAND.seen().get(0).path()).isEqualTo("/model/amazon.nova-micro-v1%3A0/converse");
    assertThat(body.at("/system/0/text").asText()).isEqualTo("Be short.");
    assertThat(body.at("/messages/0/content/0/text").asText()).isEqualTo("Hello?");
    assertThat(body.at("/inferenceConfig/maxTokens").asInt()).isEqualTo(16);
    assertThat(body.at("/inferenceConfig/temperature").asDouble()).isZero();
    assertThat(body.at("/requestMetadata/requestId").asText()).isEqualTo("request-1");
    assertThat(body.at("/requestMetadata/attempt").asText()).isEqualTo("2");
    assertThat(body.at("/requestMetadata/pipeline").asText()).isEqualTo("tickets");
    assertThat(body.at("/requestMetadata/tenant").asText()).isEqualTo("m_ller");
  }

  @Test
  void readsAnEmbeddingWithTheTokensOfItsHeader() throws Exception {
    STAND.reply(
        HttpReply.of(
                200,
                "application/json",
                "{\"embedding\":[0.5,-0.25],\"inputTextTokenCount\":9}".getBytes(UTF_8))
            .with("x-amzn-RequestId", "endpoint-2")
            .with("x-amzn-bedrock-input-token-count", "3")
            .with("x-amzn-bedrock-invocation-latency", "4")
            .done());

    Answered answered = (Answered) STAND.call(EMBEDDING);

    assertThat(answered.content()).isEqualTo(new Content.Vector(List.of(0.5f, -0.25f)));
    assertThat(answered.report().usage()).contains(new TokenUsage(3L, 0L, 0L, 0L, 0L));
    assertThat(answered.report().modelLatencyMillis()).contains(4L);
    assertThat(JSON.readTree(STAND.seen().get(0).body()).path("inputText").asText())
        .isEqualTo("Hello?");
    assertThat(STAND.seen().get(0).header("X-Amzn-Bedrock-Request-Metadata"))
        .hasValueSatisfying(metadata -> assertThat(metadata).contains("request-1"));
  }

  @Test
  void embedsSeveralTextsInOneCallOfCohere() throws Exception {
    STAND.reply(
        HttpReply.of(
                200,
                "application/json",
                "{\"embeddings\":{\"float\":[[0.5],[-0.25]]}}".getBytes(UTF_8))
            .with("x-amzn-bedrock-input-token-count", "7")
            .done());

    Answered answered = (Answered) STAND.embed("cohere.embed-v4:0", "Hello?", "Who?");

    assertThat(answered.content())
        .isEqualTo(
            new Content.Vectors(
                List.of(new Content.Vector(List.of(0.5f)), new Content.Vector(List.of(-0.25f)))));
    assertThat(answered.report().usage()).contains(new TokenUsage(7L, 0L, 0L, 0L, 0L));
    JsonNode body = JSON.readTree(STAND.seen().get(0).body());
    assertThat(body.path("texts")).extracting(JsonNode::asText).containsExactly("Hello?", "Who?");
    assertThat(body.path("input_type").asText()).isEqualTo("search_document");
    assertThat(STAND.seen().get(0).header("X-Amzn-Bedrock-Request-Metadata"))
        .hasValueSatisfying(metadata -> assertThat(metadata).contains("\"records\":\"2\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"embeddings\":[[0.5,1]]}", "{\"embeddings\":{\"float\":[[0.5,1]]}}"})
  void readsTheOneVectorThatCohereReplies(String body) {
    STAND.reply(ok(body));

    assertThat(((Answered) STAND.embed("cohere.embed-english-v3", "Hello?")).content())
        .isEqualTo(new Content.Vector(List.of(0.5f, 1f)));
  }

  @Test
  void findsNoVectorWhereThereIsNone() {
    STAND.reply(ok("{\"embeddings\":{\"float\":[[0.5],[]]}}"));

    assertThat(((Answered) STAND.embed("cohere.embed-v4:0", "a", "b")).content())
        .isEqualTo(new Content.Text(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"output\":{\"message\":{\"content\":{\"a\":1}}}}"})
  void readsAReplyThatSaysNothing(String body) {
    STAND.reply(ok(body));

    Answered answered = (Answered) STAND.call(CHAT);

    assertThat(answered.content()).isEqualTo(new Content.Text(""));
    assertThat(answered.report().usage()).isEmpty();
    assertThat(answered.report().modelLatencyMillis()).isEmpty();
    assertThat(answered.report().serviceTier()).isEmpty();
  }
}
