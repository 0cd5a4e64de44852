package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.s3.S3Clients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Holds what the control plane answers to the shapes of AWS's own description of the service. */
class ControlModelTest {

  private static final String JOB =
      """
      {
        "jobName": "job",
        "roleArn": "arn:aws:iam::000000000000:role/batch",
        "modelId": "amazon.nova-micro-v1:0",
        "clientRequestToken": "token",
        "vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]},
        "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://none/in", "s3InputFormat": "JSONL"}},
        "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://none/out"}}
      }
      """;

  private static final String PROFILE =
      """
      {
        "inferenceProfileName": "data",
        "description": "of the team",
        "tags": [{"key": "team", "value": "data"}],
        "modelSource": {"copyFrom": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"}
      }
      """;

  private static final String TRAINING =
      """
      {
        "jobName": "job",
        "customModelName": "tuned",
        "roleArn": "arn:aws:iam::000000000000:role/tuning",
        "baseModelIdentifier": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
        "hyperParameters": {"epochCount": "2"},
        "jobTags": [{"key": "team", "value": "data"}],
        "vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]},
        "trainingDataConfig": {"s3Uri": "s3://tuning/train.jsonl"},
        "validationDataConfig": {"validators": [{"s3Uri": "s3://tuning/train.jsonl"}]},
        "outputDataConfig": {"s3Uri": "s3://tuning/out/"}
      }
      """;

  private static LocalEndpoint endpoint;
  private static ModelShapes shapes;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    shapes = ModelShapes.of("bedrock/bedrock.service-2.json");
    endpoint = LocalEndpoint.start(folder, "{\"training\": {\"minRecords\": 1}}");
    try (S3Client s3 = S3Clients.open(endpoint.s3Address())) {
      s3.createBucket(request -> request.bucket("tuning"));
      s3.putObject(
          request -> request.bucket("tuning").key("train.jsonl"),
          RequestBody.fromString("{\"prompt\":\"hello\",\"completion\":\"yes\"}"));
    }
  }

  @AfterAll
  static void stop() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Test
  void tellsOfJobsAsModelled() throws Exception {
    JsonNode made =
        fits("CreateModelInvocationJobResponse", 200, endpoint.post("/model-invocation-job", JOB));

    String arn = made.path("jobArn").asText().replace(":", "%3A").replace("/", "%2F");
    fits("GetModelInvocationJobResponse", 200, get("/model-invocation-job/" + arn));
    JsonNode all = fits("ListModelInvocationJobsResponse", 200, get("/model-invocation-jobs"));
    assertThat(all.path("invocationJobSummaries")).hasSize(1);
  }

  @Test
  void tellsOfProfilesAsModelled() throws Exception {
    JsonNode made =
        fits("CreateInferenceProfileResponse", 201, endpoint.post("/inference-profiles", PROFILE));

    String arn = made.path("inferenceProfileArn").asText();
    String id = arn.substring(arn.lastIndexOf('/') + 1);
    fits("GetInferenceProfileResponse", 200, get("/inference-profiles/" + id));
    fits("ListInferenceProfilesResponse", 200, get("/inference-profiles?type=APPLICATION"));
    JsonNode tags =
        fits(
            "ListTagsForResourceResponse",
            200,
            endpoint.post("/listTagsForResource", "{\"resourceARN\":\"" + arn + "\"}"));
    assertThat(tags.path("tags")).hasSize(1);
  }

  @Test
  void tellsOfModelCustomizationAsModelled() throws Exception {
    JsonNode made =
        fits(
            "CreateModelCustomizationJobResponse",
            201,
            endpoint.post("/model-customization-jobs", TRAINING));
    String arn = made.path("jobArn").asText().replace(":", "%3A").replace("/", "%2F");
    JsonNode job =
        await()
            .until(
                () ->
                    fits(
                        "GetModelCustomizationJobResponse",
                        200,
                        get("/model-customization-jobs/" + arn)),
                got -> got.has("endTime"));

    assertThat(job.path("status").asText()).isEqualTo("Completed");
    JsonNode jobs =
        fits("ListModelCustomizationJobsResponse", 200, get("/model-customization-jobs"));
    assertThat(jobs.path("modelCustomizationJobSummaries")).hasSize(1);
    fits("GetCustomModelResponse", 200, get("/custom-models/tuned"));
    JsonNode models = fits("ListCustomModelsResponse", 200, get("/custom-models"));
    assertThat(models.path("modelSummaries")).hasSize(1);
    String model = job.path("outputModelArn").asText();
    String path = "/model-customization/custom-model-deployments";
    fits(
        "CreateCustomModelDeploymentResponse",
        202,
        endpoint.post(
            path,
            "{\"modelDeploymentName\":\"d\",\"description\":\"x\",\"modelArn\":\""
                + model
                + "\"}"));
    fits("GetCustomModelDeploymentResponse", 200, get(path + "/d"));
    JsonNode deployments = fits("ListCustomModelDeploymentsResponse", 200, get(path));
    assertThat(deployments.path("modelDeploymentSummaries")).hasSize(1);
    fails("ResourceNotFoundException", get("/custom-models/none"));
    fails("ResourceNotFoundException", get(path + "/none"));
    fails("ConflictException", endpoint.post("/model-customization-jobs", TRAINING));
  }

  @Test
  void failsAsModelled() throws Exception {
    fails("ValidationException", endpoint.post("/model-invocation-job", "{}"));
    fails("ResourceNotFoundException", get("/model-invocation-job/abcdefghijkl"));
    fails("ValidationException", get("/model-invocation-jobs?maxResults=0"));
    fails("ValidationException", get("/model-invocation-jobs?nextToken=x"));
    fails("ResourceNotFoundException", get("/inference-profiles/none"));
    assertThat(endpoint.post("/model-invocation-job", "{").statusCode()).isEqualTo(400);
  }

  private static JsonNode fits(String shape, int status, HttpResponse<byte[]> reply)
      throws IOException {
    assertThat(reply.statusCode()).isEqualTo(status);
    JsonNode json = LocalEndpoint.json(reply);
    shapes.check(json, shape, shape);
    return json;
  }

  private static void fails(String shape, HttpResponse<byte[]> reply) throws IOException {
    assertThat(reply.headers().firstValue("x-amzn-errortype")).contains(shape);
    assertThat(reply.statusCode())
        .isEqualTo(shapes.shape(shape).path("error").path("httpStatusCode").asInt());
    shapes.check(LocalEndpoint.json(reply), shape, shape);
  }

  private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return endpoint.send(
        HttpRequest.newBuilder(URI.create(endpoint.address() + path))
            .header("Authorization", "Bearer key")
            .build());
  }
}
