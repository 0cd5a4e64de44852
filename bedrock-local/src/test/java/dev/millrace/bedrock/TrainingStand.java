package dev.millrace.bedrock;

import static org.awaitility.Awaitility.await;

import dev.millrace.bedrock.classifier.Example;
import dev.millrace.bedrock.s3.S3Clients;
import dev.millrace.platform.aws.AwsConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CreateModelCustomizationJobRequest;
import software.amazon.awssdk.services.bedrock.model.CustomModelDeploymentStatus;
import software.amazon.awssdk.services.bedrock.model.CustomizationType;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.s3.S3Client;

/** A running endpoint with a bucket, and what a caller of model customization does there. */
final class TrainingStand implements AutoCloseable {

  static final String NOVA = "amazon.nova-micro-v1:0";

  /** As the factory renders it, whatever the pipeline says before. */
  static final String SYSTEM =
      "Sort the ticket.\n\nAnswer with exactly one of these labels and nothing else:\n- sales\n- billing\n- bug";

  static final List<Example> TICKETS =
      List.of(
          new Example("I was charged twice", "billing"),
          new Example("the invoice is wrong, I paid twice", "billing"),
          new Example("why is there a second charge on my invoice", "billing"),
          new Example("a charge that I do not know", "billing"),
          new Example("the app crashes when I open it", "bug"),
          new Example("it crashes with an error", "bug"),
          new Example("error after the update of the app", "bug"),
          new Example("the app shows an error", "bug"));

  final LocalEndpoint endpoint;
  final BedrockClient bedrock;
  final BedrockRuntimeClient runtime;
  final S3Client s3;

  private TrainingStand(LocalEndpoint endpoint) {
    this.endpoint = endpoint;
    this.bedrock =
        AwsConnection.local(endpoint.address())
            .apply(BedrockClient.builder())
            .overrideConfiguration(
                override -> override.retryStrategy(retries -> retries.maxAttempts(1)))
            .build();
    this.runtime =
        AwsConnection.local(endpoint.address())
            .apply(BedrockRuntimeClient.builder())
            .overrideConfiguration(
                override -> override.retryStrategy(retries -> retries.maxAttempts(1)))
            .build();
    this.s3 = S3Clients.open(endpoint.s3Address());
  }

  /** As a setup file says. */
  static TrainingStand start(Path folder, String setup) throws IOException {
    TrainingStand stand = new TrainingStand(LocalEndpoint.start(folder, setup));
    if (stand.s3.listBuckets().buckets().isEmpty()) {
      stand.s3.createBucket(request -> request.bucket("tuning"));
    }
    return stand;
  }

  @Override
  public void close() {
    bedrock.close();
    runtime.close();
    s3.close();
    endpoint.close();
  }

  /** A job of the name, for a model of the name. */
  String create(String name, Consumer<CreateModelCustomizationJobRequest.Builder> change) {
    return bedrock
        .createModelCustomizationJob(
            job -> {
              job.jobName(name)
                  .customModelName("model-" + name)
                  .roleArn("arn:aws:iam::000000000000:role/tuning")
                  .baseModelIdentifier(NOVA)
                  .customizationType(CustomizationType.FINE_TUNING)
                  .trainingDataConfig(data -> data.s3Uri("s3://tuning/train.jsonl"))
                  .outputDataConfig(data -> data.s3Uri("s3://tuning/out"));
              change.accept(job);
            })
        .jobArn();
  }

  GetModelCustomizationJobResponse job(String identifier) {
    return bedrock.getModelCustomizationJob(job -> job.jobIdentifier(identifier));
  }

  GetModelCustomizationJobResponse ended(String identifier) {
    return await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> job(identifier), job -> job.endTime() != null);
  }

  /** The ARN of a model that was trained with what lies at the usual place. */
  String model(String name) {
    return ended(create(name, job -> {})).outputModelArn();
  }

  /** The ARN of a deployment of a model, as soon as it can be called. */
  String deployed(String name, String model) {
    String arn =
        bedrock
            .createCustomModelDeployment(
                deployment -> deployment.modelDeploymentName(name).modelArn(model))
            .customModelDeploymentArn();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                bedrock
                    .getCustomModelDeployment(
                        deployment -> deployment.customModelDeploymentIdentifier(arn))
                    .status(),
            CustomModelDeploymentStatus.ACTIVE::equals);
    return arn;
  }

  /** What a model answers to a text under instructions. */
  String answer(String model, String system, String text) {
    return runtime
        .converse(
            request -> {
              request.modelId(model).messages(Questions.user(text));
              if (!system.isEmpty()) {
                request.system(SystemContentBlock.fromText(system));
              }
            })
        .output()
        .message()
        .content()
        .get(0)
        .text();
  }

  void put(String key, List<String> lines) {
    s3.putObject(
        request -> request.bucket("tuning").key(key),
        RequestBody.fromString(String.join("\n", lines) + "\n"));
  }

  String object(String key) {
    return s3.getObjectAsBytes(request -> request.bucket("tuning").key(key)).asUtf8String();
  }

  /** Lines of prompt and completion. */
  static List<String> pairs(List<Example> examples) {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      lines.add(
          LocalEndpoint.JSON
              .createObjectNode()
              .put("prompt", example.text())
              .put("completion", example.label())
              .toString());
    }
    return lines;
  }

  /** Lines of conversations, as the factory would have them. */
  static List<String> conversations(List<Example> examples) {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      var line = LocalEndpoint.JSON.createObjectNode();
      line.put("schemaVersion", "bedrock-conversation-2024");
      line.putArray("system").addObject().put("text", SYSTEM);
      var messages = line.putArray("messages");
      messages
          .addObject()
          .put("role", "user")
          .putArray("content")
          .addObject()
          .put("text", example.text());
      messages
          .addObject()
          .put("role", "assistant")
          .putArray("content")
          .addObject()
          .put("text", example.label());
      lines.add(line.toString());
    }
    return lines;
  }
}
