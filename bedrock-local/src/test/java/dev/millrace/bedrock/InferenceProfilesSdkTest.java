package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.aws.AwsConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.CreateInferenceProfileRequest;
import software.amazon.awssdk.services.bedrock.model.GetInferenceProfileResponse;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileStatus;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.bedrock.model.ValidationException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** Application inference profiles as the AWS SDK for Java sees them. */
class InferenceProfilesSdkTest {

  private static final String FOUNDATION = "arn:aws:bedrock:us-east-1::foundation-model/";
  private static final String SYSTEM =
      "arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-micro-v1:0";
  private static final String NOVA = FOUNDATION + "amazon.nova-micro-v1:0";
  private static final String TITAN = FOUNDATION + "amazon.titan-embed-text-v2:0";

  @TempDir private Path folder = Path.of("");

  @Test
  void makesFindsListsAndDeletesProfiles() throws IOException {
    try (LocalEndpoint endpoint = LocalEndpoint.start(folder, "{}");
        BedrockClient client = client(endpoint)) {
      String first = create(client, profile -> profile.description("of the data team"));
      String second =
          create(
              client,
              profile ->
                  profile
                      .inferenceProfileName("Second one")
                      .modelSource(source -> source.copyFrom(SYSTEM)));

      GetInferenceProfileResponse got =
          client.getInferenceProfile(profile -> profile.inferenceProfileIdentifier(first));
      assertThat(got.inferenceProfileArn()).isEqualTo(first).endsWith(got.inferenceProfileId());
      assertThat(got.inferenceProfileName()).isEqualTo("data");
      assertThat(got.description()).isEqualTo("of the data team");
      assertThat(got.type()).isEqualTo(InferenceProfileType.APPLICATION);
      assertThat(got.status()).isEqualTo(InferenceProfileStatus.ACTIVE);
      assertThat(got.createdAt()).isNotNull();
      assertThat(got.models())
          .singleElement()
          .satisfies(model -> assertThat(model.modelArn()).isEqualTo(NOVA));
      assertThat(
              client
                  .getInferenceProfile(profile -> profile.inferenceProfileIdentifier(second))
                  .models())
          .singleElement()
          .satisfies(model -> assertThat(model.modelArn()).isEqualTo(NOVA));
      List<String> names = new ArrayList<>();
      client
          .listInferenceProfilesPaginator(
              list -> list.typeEquals(InferenceProfileType.APPLICATION).maxResults(1))
          .inferenceProfileSummaries()
          .stream()
          .map(InferenceProfileSummary::inferenceProfileName)
          .forEach(names::add);
      assertThat(names).containsExactlyInAnyOrder("data", "Second one");
      assertThat(
              client
                  .listInferenceProfiles(
                      list -> list.typeEquals(InferenceProfileType.SYSTEM_DEFINED))
                  .inferenceProfileSummaries())
          .isEmpty();

      client.deleteInferenceProfile(profile -> profile.inferenceProfileIdentifier(first));
      assertThatThrownBy(
              () ->
                  client.getInferenceProfile(profile -> profile.inferenceProfileIdentifier(first)))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () ->
                  client.deleteInferenceProfile(
                      profile -> profile.inferenceProfileIdentifier(first)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void takesTheSameCallTwiceAsOneAndRefusesWhatIsWrong() throws IOException {
    try (LocalEndpoint endpoint = LocalEndpoint.start(folder, "{}");
        BedrockClient client = client(endpoint)) {
      String first = create(client, profile -> profile.clientRequestToken("token"));

      assertThat(create(client, profile -> profile.clientRequestToken("token"))).isEqualTo(first);
      assertThatThrownBy(
              () ->
                  create(
                      client,
                      profile -> profile.clientRequestToken("token").inferenceProfileName("x")))
          .isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> create(client, profile -> {}))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("data exists already");
      assertThatThrownBy(
              () ->
                  create(client, profile -> profile.modelSource(source -> source.copyFrom("nova"))))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("modelSource.copyFrom");
    }
  }

  @Test
  void keepsTags() throws IOException {
    try (LocalEndpoint endpoint = LocalEndpoint.start(folder, "{}");
        BedrockClient client = client(endpoint)) {
      String arn = create(client, profile -> profile.tags(tag("team", "data")));

      client.tagResource(
          request -> request.resourceARN(arn).tags(tag("team", "ml"), tag("a", "b")));
      assertThat(client.listTagsForResource(request -> request.resourceARN(arn)).tags())
          .containsExactly(tag("a", "b"), tag("team", "ml"));
      client.untagResource(request -> request.resourceARN(arn).tagKeys("team"));
      assertThat(client.listTagsForResource(request -> request.resourceARN(arn)).tags())
          .containsExactly(tag("a", "b"));
      assertThatThrownBy(
              () -> client.listTagsForResource(request -> request.resourceARN(arn + "x")))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void answersAsTheModelItStandsForAndSharesItsQuota() throws Exception {
    String arn;
    try (LocalEndpoint endpoint =
            LocalEndpoint.start(
                folder,
                """
                {"models": {"amazon.nova-micro": {
                  "script": [], "otherwise": "scripted",
                  "quota": {"requestsPerMinute": 2}
                }}}
                """);
        BedrockClient client = client(endpoint);
        BedrockRuntimeClient runtime = runtime(endpoint)) {
      arn = create(client, profile -> {});
      String embedding =
          create(
              client,
              profile ->
                  profile
                      .inferenceProfileName("embedding")
                      .modelSource(source -> source.copyFrom(TITAN)));

      assertThat(Questions.ask(runtime, arn, 16).output().message().content().get(0).text())
          .isEqualTo("scripted");
      Questions.ask(runtime, "amazon.nova-micro-v1:0", 16);
      assertThatThrownBy(() -> Questions.ask(runtime, arn, 16))
          .isInstanceOf(ThrottlingException.class);
      assertThat(
              runtime
                  .invokeModel(
                      call ->
                          call.modelId(embedding)
                              .body(SdkBytes.fromUtf8String("{\"inputText\":\"hello\"}")))
                  .body()
                  .asUtf8String())
          .contains("inputTextTokenCount");
      JsonNode call =
          LocalEndpoint.JSON.readTree(
              endpoint.text("/_millrace/invocations").lines().findFirst().orElseThrow());
      assertThat(call.path("modelId").asText()).isEqualTo(arn);
      assertThat(call.path("baseModelId").asText()).isEqualTo("amazon.nova-micro-v1:0");
    }

    try (LocalEndpoint again = LocalEndpoint.start(folder, "{}");
        BedrockClient client = client(again);
        BedrockRuntimeClient runtime = runtime(again)) {
      assertThat(Questions.ask(runtime, arn, 16).usage().inputTokens()).isPositive();
      client.deleteInferenceProfile(profile -> profile.inferenceProfileIdentifier(arn));
      assertThatThrownBy(() -> Questions.ask(runtime, arn, 16))
          .isInstanceOf(
              software.amazon.awssdk.services.bedrockruntime.model.ValidationException.class)
          .hasMessageContaining("The provided model identifier is invalid.");
    }
  }

  @Test
  void answersBatchJobs() throws Exception {
    try (BatchStand stand = BatchStand.start(folder, "{\"batch\": {\"minRecords\": 1}}")) {
      String arn = create(stand.bedrock, profile -> {});
      stand.put("in/q.jsonl", BatchStand.converse("r1", "the app crashes"));

      String job =
          stand.create(
              request -> request.modelId(arn).modelInvocationType(ModelInvocationType.CONVERSE));

      assertThat(stand.ended(job).status()).isEqualTo(ModelInvocationJobStatus.COMPLETED);
      assertThat(BatchStand.text(stand.output(job, "q.jsonl.out").path("r1")))
          .isEqualTo("app_crash");
      assertThat(stand.invocations())
          .singleElement()
          .satisfies(
              call -> {
                assertThat(call.path("modelId").asText()).isEqualTo(arn);
                assertThat(call.path("baseModelId").asText()).isEqualTo("amazon.nova-micro-v1:0");
              });
    }
  }

  private static BedrockClient client(LocalEndpoint endpoint) {
    return AwsConnection.local(endpoint.address()).apply(BedrockClient.builder()).build();
  }

  private static BedrockRuntimeClient runtime(LocalEndpoint endpoint) {
    return AwsConnection.local(endpoint.address())
        .apply(BedrockRuntimeClient.builder())
        .overrideConfiguration(
            override -> override.retryStrategy(retries -> retries.maxAttempts(1)))
        .build();
  }

  private static String create(
      BedrockClient client, Consumer<CreateInferenceProfileRequest.Builder> change) {
    return client
        .createInferenceProfile(
            profile -> {
              profile.inferenceProfileName("data").modelSource(source -> source.copyFrom(NOVA));
              change.accept(profile);
            })
        .inferenceProfileArn();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
