package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import software.amazon.awssdk.services.bedrock.model.CreateModelInvocationJobRequest;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A running endpoint with a bucket, and what a caller of batch inference does there. */
final class BatchStand implements AutoCloseable {

  static final String NOVA = "amazon.nova-micro-v1:0";

  private static final String ROLE = "arn:aws:iam::000000000000:role/batch";

  final LocalEndpoint endpoint;
  final BedrockClient bedrock;
  final S3Client s3;

  private BatchStand(LocalEndpoint endpoint) {
    this.endpoint = endpoint;
    this.bedrock = AwsConnection.local(endpoint.address()).apply(BedrockClient.builder()).build();
    this.s3 = S3Clients.open(endpoint.s3Address());
  }

  /** As a setup file says. */
  static BatchStand start(Path folder, String setup) throws IOException {
    BatchStand stand = new BatchStand(LocalEndpoint.start(folder, setup));
    if (stand.s3.listBuckets().buckets().isEmpty()) {
      stand.s3.createBucket(request -> request.bucket("batch"));
    }
    return stand;
  }

  @Override
  public void close() {
    bedrock.close();
    s3.close();
    endpoint.close();
  }

  String create(Consumer<CreateModelInvocationJobRequest.Builder> change) {
    return bedrock
        .createModelInvocationJob(
            job -> {
              job.jobName("job").roleArn(ROLE).modelId(NOVA);
              input(job, "in/");
              job.outputDataConfig(
                  out -> out.s3OutputDataConfig(at -> at.s3Uri("s3://batch/out/")));
              change.accept(job);
            })
        .jobArn();
  }

  static void input(CreateModelInvocationJobRequest.Builder job, String key) {
    job.inputDataConfig(in -> in.s3InputDataConfig(at -> at.s3Uri("s3://batch/" + key)));
  }

  GetModelInvocationJobResponse ended(String arn) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> bedrock.getModelInvocationJob(job -> job.jobIdentifier(arn)),
            job -> job.endTime() != null);
  }

  void put(String key, String... lines) {
    s3.putObject(
        request -> request.bucket("batch").key(key),
        RequestBody.fromString(String.join("\n", lines) + "\n"));
  }

  /** Lines of an output file by the ids of their records. */
  ObjectNode output(String arn, String name) throws IOException {
    ObjectNode lines = LocalEndpoint.JSON.createObjectNode();
    for (JsonNode line : object(outputKey(arn, name))) {
      String id = line.path("recordId").asText();
      assertThat(lines.has(id)).as(id).isFalse();
      lines.set(id, line);
    }
    return lines;
  }

  static String outputKey(String arn, String name) {
    return "out/" + id(arn) + "/" + name;
  }

  List<JsonNode> object(String key) throws IOException {
    assertThat(s3.listObjectsV2(list -> list.bucket("batch").prefix(key)).contents())
        .extracting(S3Object::key)
        .contains(key);
    List<JsonNode> lines = new ArrayList<>();
    for (String line :
        s3.getObjectAsBytes(request -> request.bucket("batch").key(key))
            .asUtf8String()
            .lines()
            .toList()) {
      lines.add(LocalEndpoint.JSON.readTree(line));
    }
    return lines;
  }

  List<JsonNode> invocations() throws Exception {
    List<JsonNode> calls = new ArrayList<>();
    for (String line : endpoint.text("/_millrace/invocations").lines().toList()) {
      calls.add(LocalEndpoint.JSON.readTree(line));
    }
    assertThat(calls).extracting(call -> call.path("requestId").asText()).doesNotHaveDuplicates();
    return calls;
  }

  static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  static String text(JsonNode line) {
    return line.at("/modelOutput/output/message/content/0/text").asText();
  }

  static long tokens(Iterable<JsonNode> lines, String name) {
    long sum = 0;
    for (JsonNode line : lines) {
      sum += line.path("modelOutput").path("usage").path(name).asLong();
    }
    return sum;
  }

  static String[] manyRecords(int count) {
    String[] records = new String[count];
    for (int i = 0; i < count; i++) {
      records[i] = converse("r" + count + "-" + i, "the app crashes, case " + i);
    }
    return records;
  }

  static String converse(String id, String text) {
    return record(id, text).toString();
  }

  static String guarded(String id, String text) {
    ObjectNode record = record(id, text);
    ((ObjectNode) record.get("modelInput"))
        .putObject("guardrailConfig")
        .put("guardrailIdentifier", "g")
        .put("guardrailVersion", "1");
    return record.toString();
  }

  private static ObjectNode record(String id, String text) {
    ObjectNode record = LocalEndpoint.JSON.createObjectNode().put("recordId", id);
    ObjectNode input = record.putObject("modelInput");
    input.putArray("system").addObject().put("text", Questions.LABELS);
    input
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("text", text);
    return record;
  }
}
