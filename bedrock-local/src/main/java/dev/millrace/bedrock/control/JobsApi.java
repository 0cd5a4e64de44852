package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Call;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.bedrock.batch.BatchJobs;
import dev.millrace.bedrock.batch.Job;
import dev.millrace.bedrock.batch.JobStatus;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The operations on batch inference jobs.
 *
 * <p><i>Source</i>: service model bedrock 2023-04-20 of the AWS SDK.
 */
public final class JobsApi {

  private final BatchJobs jobs;

  public JobsApi(BatchJobs jobs) {
    this.jobs = jobs;
  }

  /** Adds the operations. */
  public Routes addTo(Routes routes) {
    return routes
        .on("POST", "/model-invocation-job", SignedCalls.withBody(this::create))
        .on("GET", "/model-invocation-job/{job}", SignedCalls.bodiless(this::get))
        .on("POST", "/model-invocation-job/{job}/stop", SignedCalls.bodiless(this::stop))
        .on("GET", "/model-invocation-jobs", SignedCalls.bodiless(this::list));
  }

  private CompletionStage<HttpReply> create(Call call) {
    Job job = jobs.create(call.body());
    return SignedCalls.json(
            200, JsonNodeFactory.instance.objectNode().put("jobArn", Arns.job(job.id())))
        .done();
  }

  private CompletionStage<HttpReply> get(Call call) {
    Job job = jobs.find(id(call)).orElseThrow(Arns::notFound);
    return SignedCalls.json(200, json(job)).done();
  }

  private CompletionStage<HttpReply> stop(Call call) {
    if (!jobs.stop(id(call))) {
      throw Arns.notFound();
    }
    return SignedCalls.json(200, JsonNodeFactory.instance.objectNode()).done();
  }

  private CompletionStage<HttpReply> list(Call call) {
    ListFilter filter = ListFilter.of(call.http(), "submitTime");
    Optional<JobStatus> status = call.http().queryValue("statusEquals").map(JobsApi::status);
    List<Job> found =
        jobs.all().stream()
            .filter(job -> filter.lets(job.request().name(), job.submitted()))
            .filter(job -> status.isEmpty() || job.status() == status.get())
            .toList();
    Page<Job> page = Page.of(filter.ordered(found), call.http(), Job::id);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = reply.putArray("invocationJobSummaries");
    page.items().forEach(job -> summaries.add(json(job)));
    return SignedCalls.json(200, page.on(reply)).done();
  }

  private static JobStatus status(String word) {
    return JobStatus.of(word)
        .orElseThrow(
            () ->
                AwsError.constraint(
                    "statusEquals", word, "Member must satisfy enum value set of the statuses"));
  }

  private static ObjectNode json(Job job) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("jobArn", Arns.job(job.id())).put("clientRequestToken", job.token());
    JsonNode asked = job.request().json();
    for (String name :
        List.of(
            "jobName", "modelId", "roleArn", "inputDataConfig", "outputDataConfig", "vpcConfig")) {
      if (asked.has(name)) {
        json.set(name, asked.get(name));
      }
    }
    json.put("modelInvocationType", job.request().kind().word());
    json.put("timeoutDurationInHours", job.request().timeout().toHours());
    json.put("status", job.status().word());
    job.standing().message().ifPresent(why -> json.put("message", why));
    json.put("submitTime", ListFilter.text(job.submitted()));
    json.put("lastModifiedTime", ListFilter.text(job.standing().since()));
    json.put("jobExpirationTime", ListFilter.text(job.expires()));
    if (job.status().isEnd()) {
      json.put("endTime", ListFilter.text(job.standing().since()));
    }
    json.put("totalRecordCount", job.counts().total());
    json.put("processedRecordCount", job.counts().processed());
    json.put("successRecordCount", job.counts().succeeded());
    json.put("errorRecordCount", job.counts().failed());
    return json;
  }

  private static String id(Call call) {
    return Arns.jobId(call.http().parameter("job"));
  }
}
