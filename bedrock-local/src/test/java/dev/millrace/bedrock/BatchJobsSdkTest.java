package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.ValidationException;

/** Batch inference jobs as the AWS SDK for Java sees them. */
class BatchJobsSdkTest {

  private static final String AT_ONCE = "{\"batch\": {\"minRecords\": 1}}";

  @TempDir private Path folder = Path.of("");

  @Test
  void answersEveryRecordOfAConverseJob() throws Exception {
    try (BatchStand stand =
        BatchStand.start(
            folder,
            "{\"batch\": {\"minRecords\": 3}, \"guardrails\": {\"g\": {\"words\": [\"password\"], \"message\": \"No.\"}}}")) {
      stand.put(
          "in/questions.jsonl",
          BatchStand.converse("r1", "I was charged twice on my invoice"),
          BatchStand.converse("r2", "the app crashes"),
          "{\"recordId\":\"r3\",\"modelInput\":{\"messages\":[]}}",
          BatchStand.guarded("r4", "my password"));

      String arn = stand.create(job -> job.modelInvocationType(ModelInvocationType.CONVERSE));
      GetModelInvocationJobResponse done = stand.ended(arn);

      assertThat(done.status()).isEqualTo(ModelInvocationJobStatus.COMPLETED);
      assertThat(done.totalRecordCount()).isEqualTo(4);
      assertThat(done.processedRecordCount()).isEqualTo(4);
      assertThat(done.successRecordCount()).isEqualTo(3);
      assertThat(done.errorRecordCount()).isEqualTo(1);
      assertThat(done.endTime()).isAfterOrEqualTo(done.submitTime());
      assertThat(done.jobExpirationTime()).isEqualTo(done.submitTime().plus(Duration.ofHours(24)));
      ObjectNode lines = stand.output(arn, "questions.jsonl.out");
      assertThat(lines.fieldNames()).toIterable().containsExactlyInAnyOrder("r1", "r2", "r3", "r4");
      assertThat(BatchStand.text(lines.path("r1"))).isEqualTo("invoice_charge");
      assertThat(BatchStand.text(lines.path("r2"))).isEqualTo("app_crash");
      assertThat(lines.path("r2").path("modelInput").path("messages").isArray()).isTrue();
      assertThat(lines.path("r3").path("error").path("errorCode").asInt()).isEqualTo(400);
      assertThat(lines.path("r3").path("error").path("errorMessage").asText()).contains("messages");
      assertThat(lines.path("r3").has("modelOutput")).isFalse();
      assertThat(lines.path("r4").path("modelOutput").path("stopReason").asText())
          .isEqualTo("guardrail_intervened");
      JsonNode manifest = stand.object(BatchStand.outputKey(arn, "manifest.json.out")).get(0);
      long in = BatchStand.tokens(lines, "inputTokens");
      long out = BatchStand.tokens(lines, "outputTokens");
      assertThat(manifest)
          .isEqualTo(
              LocalEndpoint.JSON.readTree(
                  "{\"totalRecordCount\":4,\"processedRecordCount\":4,\"successRecordCount\":3,\"errorRecordCount\":1,"
                      + "\"inputTokenCount\":"
                      + in
                      + ",\"outputTokenCount\":"
                      + out
                      + "}"));
    }
  }

  @Test
  void answersNativeBodiesAsInvokeModelDoes() throws Exception {
    try (BatchStand stand = BatchStand.start(folder, AT_ONCE)) {
      stand.put(
          "in/texts.jsonl",
          "{\"modelInput\":{\"inputText\":\"hello\"}}",
          "{\"recordId\":\"named\",\"modelInput\":{\"inputText\":\"hello world\"}}",
          "{\"recordId\":\"bad\",\"modelInput\":{\"text\":\"x\"}}");

      String arn = stand.create(job -> job.modelId("amazon.titan-embed-text-v2:0"));
      stand.ended(arn);

      ObjectNode lines = stand.output(arn, "texts.jsonl.out");
      assertThat(lines.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("CALL0000001", "named", "bad");
      assertThat(lines.path("named").path("modelOutput").path("embedding").size()).isEqualTo(1024);
      assertThat(lines.path("named").path("modelOutput").path("inputTextTokenCount").asInt())
          .isEqualTo(3);
      assertThat(lines.path("bad").path("error").path("errorCode").asInt()).isEqualTo(400);
    }
  }

  @Test
  void metersEachAnsweredRecordOnceAndTakesNoQuota() throws Exception {
    try (BatchStand stand =
        BatchStand.start(
            folder,
            "{\"batch\": {\"minRecords\": 1}, \"models\": {\"amazon.nova\": {\"quota\": {\"tokensPerMinute\": 1, \"requestsPerMinute\": 1}}}}")) {
      stand.put(
          "in/q.jsonl",
          BatchStand.converse("r1", "the app crashes"),
          BatchStand.converse("r2", "the app crashes"),
          "{\"recordId\":\"r3\",\"modelInput\":{\"messages\":[]}}");

      String arn = stand.create(job -> job.modelInvocationType(ModelInvocationType.CONVERSE));
      stand.ended(arn);

      List<JsonNode> calls = stand.invocations();
      assertThat(calls).hasSize(2);
      JsonNode first = calls.get(0);
      assertThat(first.path("requestId").asText()).isEqualTo(BatchStand.id(arn) + "/r1");
      assertThat(first.path("operation").asText()).isEqualTo("Converse");
      assertThat(first.path("serviceTier").asText()).isEqualTo("batch");
      assertThat(first.path("batchJobId").asText()).isEqualTo(BatchStand.id(arn));
      assertThat(first.path("batchRecordId").asText()).isEqualTo("r1");
      assertThat(first.path("requestMetadata").path("requestId").asText()).isEqualTo("r1");
      assertThat(first.path("input").path("inputTokenCount").asInt()).isPositive();
      assertThat(stand.endpoint.get("/_millrace/meter").path("calls").asInt()).isEqualTo(2);
      assertThat(stand.endpoint.get("/_millrace/quotas").path("models")).isEmpty();
    }
  }

  @Test
  void hasRecordsMeetTheFaultsOfModelsThatChangeAnswers() throws Exception {
    try (BatchStand stand =
        BatchStand.start(
            folder,
            """
        {
          "batch": {"minRecords": 1},
          "models": {"amazon.nova": {"faults": [
            {"effect": "error", "text": "poison", "status": 424, "type": "ModelErrorException", "message": "Broken."},
            {"effect": "missing-usage", "text": "quiet"},
            {"effect": "slow-bytes", "bytesPerSecond": 1}
          ]}}
        }
        """)) {
      stand.put(
          "in/q.jsonl",
          BatchStand.converse("r1", "poison"),
          BatchStand.converse("r2", "quiet"),
          BatchStand.converse("r3", "x"));

      String arn = stand.create(job -> job.modelInvocationType(ModelInvocationType.CONVERSE));
      stand.ended(arn);

      ObjectNode lines = stand.output(arn, "q.jsonl.out");
      assertThat(lines.path("r1").path("error").toString())
          .isEqualTo("{\"errorCode\":424,\"errorMessage\":\"Broken.\"}");
      assertThat(lines.path("r2").path("modelOutput").has("usage")).isFalse();
      assertThat(lines.path("r3").path("modelOutput").has("usage")).isTrue();
      assertThat(stand.invocations()).hasSize(2);
    }
  }

  @Test
  void takesTheSameCallTwiceAsOne() throws Exception {
    try (BatchStand stand =
        BatchStand.start(
            folder,
            "{\"batch\": {\"minRecords\": 1, \"queueing\": \"1h\", \"jobsPerModel\": 2}}")) {
      stand.put("in/q.jsonl", BatchStand.converse("r1", "x"));

      String first = stand.create(job -> job.clientRequestToken("token1"));

      assertThat(stand.create(job -> job.clientRequestToken("token1"))).isEqualTo(first);
      assertThatThrownBy(
              () -> stand.create(job -> job.clientRequestToken("token1").jobName("another")))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("clientRequestToken");
      stand.create(job -> job.clientRequestToken("token2").jobName("second"));
      assertThatThrownBy(() -> stand.create(job -> job.clientRequestToken("token3")))
          .isInstanceOf(ServiceQuotaExceededException.class);
      List<ModelInvocationJobSummary> all = new ArrayList<>();
      stand
          .bedrock
          .listModelInvocationJobsPaginator(
              request -> request.maxResults(1).sortOrder(SortOrder.ASCENDING))
          .invocationJobSummaries()
          .forEach(all::add);
      assertThat(all)
          .extracting(ModelInvocationJobSummary::jobName)
          .containsExactly("job", "second");
      assertThat(
              stand
                  .bedrock
                  .listModelInvocationJobs(
                      request ->
                          request
                              .nameContains("sec")
                              .statusEquals(ModelInvocationJobStatus.SUBMITTED))
                  .invocationJobSummaries())
          .hasSize(1);
      assertThat(
              stand
                  .bedrock
                  .listModelInvocationJobs(
                      request -> request.submitTimeAfter(all.get(0).submitTime().plusSeconds(3600)))
                  .invocationJobSummaries())
          .isEmpty();
    }
  }

  @Test
  void failsJobsThatAreNotValid() throws Exception {
    try (BatchStand stand = BatchStand.start(folder, "{}")) {
      stand.put("in/few.jsonl", BatchStand.converse("r1", "x"));
      stand.put("in/odd.jsonl", "{\"recordId\":\"r1\"}");
      stand.put("in/text.txt", "hello");

      assertThat(stand.ended(stand.create(job -> BatchStand.input(job, "in/few.jsonl"))))
          .satisfies(
              job -> {
                assertThat(job.status()).isEqualTo(ModelInvocationJobStatus.FAILED);
                assertThat(job.message())
                    .contains("contains less records (1) than the required minimum of: 100");
              });
      assertThat(stand.ended(stand.create(job -> BatchStand.input(job, "in/odd.jsonl"))).message())
          .isEqualTo("The line 1 of in/odd.jsonl is not an object with a modelInput object.");
      assertThat(stand.ended(stand.create(job -> BatchStand.input(job, "in/text.txt"))).message())
          .isEqualTo("The input s3://batch/in/text.txt is not a .jsonl file.");
      assertThat(stand.ended(stand.create(job -> BatchStand.input(job, "in/none.jsonl"))).message())
          .isEqualTo("There is no .jsonl file at the input s3://batch/in/none.jsonl.");
      assertThat(stand.endpoint.get("/_millrace/meter").path("calls").asInt()).isZero();
    }
  }

  @Test
  void refusesCallsThatBreakTheServiceModel() throws Exception {
    try (BatchStand stand = BatchStand.start(folder, "{}")) {

      assertThatThrownBy(() -> stand.create(job -> job.jobName("no spaces")))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("jobName");
      assertThatThrownBy(() -> stand.create(job -> job.timeoutDurationInHours(23)))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("timeoutDurationInHours")
          .hasMessageContaining("greater than or equal to 24");
      assertThatThrownBy(() -> stand.create(job -> job.roleArn("role")))
          .isInstanceOf(ValidationException.class);
      assertThatThrownBy(() -> stand.create(job -> job.modelId("nothing")))
          .isInstanceOf(ValidationException.class)
          .hasMessageContaining("The provided model identifier is invalid.");
      assertThatThrownBy(
              () -> stand.bedrock.getModelInvocationJob(job -> job.jobIdentifier("abcdefghijkl")))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () -> stand.bedrock.stopModelInvocationJob(job -> job.jobIdentifier("abcdefghijkl")))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void stopsAJobAndGivesWhatWasAnswered() throws Exception {
    try (BatchStand stand =
        BatchStand.start(folder, "{\"batch\": {\"minRecords\": 1, \"recordsPerSecond\": 50}}")) {
      stand.put("in/q.jsonl", BatchStand.manyRecords(500));
      String arn = stand.create(job -> job.modelInvocationType(ModelInvocationType.CONVERSE));
      await()
          .until(
              () ->
                  stand
                          .bedrock
                          .getModelInvocationJob(job -> job.jobIdentifier(arn))
                          .processedRecordCount()
                      > 3);

      stand.bedrock.stopModelInvocationJob(job -> job.jobIdentifier(arn));
      GetModelInvocationJobResponse stopped = stand.ended(arn);

      assertThat(stopped.status()).isEqualTo(ModelInvocationJobStatus.STOPPED);
      assertThat(stopped.processedRecordCount()).isBetween(4L, 499L);
      assertThat(stand.output(arn, "q.jsonl.out"))
          .hasSize(stopped.processedRecordCount().intValue());
      assertThat(stand.invocations()).hasSize(stopped.successRecordCount().intValue());
      assertThatThrownBy(() -> stand.bedrock.stopModelInvocationJob(job -> job.jobIdentifier(arn)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Stopped");
    }
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    String setup = "{\"batch\": {\"minRecords\": 1, \"recordsPerSecond\": 200}}";
    String arn;
    try (BatchStand stand = BatchStand.start(folder, setup)) {
      stand.put("in/a.jsonl", BatchStand.manyRecords(100));
      stand.put("in/sub/b.jsonl", BatchStand.manyRecords(50));
      arn =
          stand.create(
              job -> {
                BatchStand.input(job, "in/");
                job.modelInvocationType(ModelInvocationType.CONVERSE);
              });
      await()
          .until(
              () ->
                  stand
                          .bedrock
                          .getModelInvocationJob(job -> job.jobIdentifier(arn))
                          .processedRecordCount()
                      > 10);
    }
    try (BatchStand stand = BatchStand.start(folder, setup)) {
      GetModelInvocationJobResponse done = stand.ended(arn);

      assertThat(done.status()).isEqualTo(ModelInvocationJobStatus.COMPLETED);
      assertThat(done.successRecordCount()).isEqualTo(150);
      assertThat(stand.output(arn, "a.jsonl.out")).hasSize(100);
      assertThat(stand.output(arn, "sub/b.jsonl.out")).hasSize(50);
      assertThat(stand.invocations()).hasSize(150);
    }
  }
}
