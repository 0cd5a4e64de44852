package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Call;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.bedrock.training.TrainingJob;
import dev.millrace.bedrock.training.TrainingJobs;
import dev.millrace.bedrock.training.TrainingStatus;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The operations on model customization jobs.
 *
 * <p><i>Source</i>: service model bedrock 2023-04-20 of the AWS SDK.
 */
public final class TrainingApi {

  private static final String FINE_TUNING = "FINE_TUNING";

  /** What a job, and the model that it makes, tell as it was asked for. */
  private static final List<String> ASKED =
      List.of("hyperParameters", "trainingDataConfig", "outputDataConfig");

  private final TrainingJobs jobs;

  public TrainingApi(TrainingJobs jobs) {
    this.jobs = jobs;
  }

  /** Adds the operations. */
  public Routes addTo(Routes routes) {
    return routes
        .on("POST", "/model-customization-jobs", SignedCalls.withBody(this::create))
        .on("GET", "/model-customization-jobs", SignedCalls.bodiless(this::list))
        .on("GET", "/model-customization-jobs/{job}", SignedCalls.bodiless(this::get))
        .on("POST", "/model-customization-jobs/{job}/stop", SignedCalls.bodiless(this::stop));
  }

  private CompletionStage<HttpReply> create(Call call) {
    TrainingJob job = jobs.create(call.body());
    return SignedCalls.json(201, JsonNodeFactory.instance.objectNode().put("jobArn", job.arn()))
        .done();
  }

  private CompletionStage<HttpReply> get(Call call) {
    TrainingJob job = jobs.find(call.http().parameter("job")).orElseThrow(Arns::notFound);
    return SignedCalls.json(200, json(job)).done();
  }

  private CompletionStage<HttpReply> stop(Call call) {
    if (!jobs.stop(call.http().parameter("job"))) {
      throw Arns.notFound();
    }
    return SignedCalls.json(200, JsonNodeFactory.instance.objectNode()).done();
  }

  private CompletionStage<HttpReply> list(Call call) {
    ListFilter filter = ListFilter.of(call.http(), "creationTime");
    Optional<TrainingStatus> status =
        call.http().queryValue("statusEquals").map(TrainingApi::status);
    List<TrainingJob> found =
        jobs.all().stream()
            .filter(job -> filter.lets(job.request().name(), job.created()))
            .filter(job -> status.isEmpty() || job.status() == status.get())
            .toList();
    Page<TrainingJob> page = Page.of(filter.ordered(found), call.http(), TrainingJob::arn);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = reply.putArray("modelCustomizationJobSummaries");
    page.items().forEach(job -> summaries.add(summary(job)));
    return SignedCalls.json(200, page.on(reply)).done();
  }

  private static TrainingStatus status(String word) {
    return TrainingStatus.of(word)
        .orElseThrow(
            () ->
                AwsError.constraint(
                    "statusEquals", word, "Member must satisfy enum value set of the statuses"));
  }

  private static ObjectNode summary(TrainingJob job) {
    ObjectNode json = both(job);
    json.put("customModelName", job.request().modelName());
    if (job.status() == TrainingStatus.COMPLETED) {
      json.put("customModelArn", job.modelArn());
    }
    return json;
  }

  private static ObjectNode json(TrainingJob job) {
    ObjectNode json = both(job);
    json.put("clientRequestToken", job.token()).put("outputModelName", job.request().modelName());
    json.put("roleArn", job.request().json().path("roleArn").asText());
    asked(job, json);
    if (job.request().json().hasNonNull("vpcConfig")) {
      json.set("vpcConfig", job.request().json().get("vpcConfig"));
    }
    job.standing().message().ifPresent(why -> json.put("failureMessage", why));
    if (job.status() == TrainingStatus.COMPLETED) {
      json.put("outputModelArn", job.modelArn());
    }
    job.metrics().ifPresent(metrics -> metrics.on(json));
    return json;
  }

  /** Puts what a job was asked for where it and its model tell it. */
  static void asked(TrainingJob job, ObjectNode json) {
    JsonNode body = job.request().json();
    for (String name : ASKED) {
      if (body.hasNonNull(name)) {
        json.set(name, body.get(name));
      }
    }
    ObjectNode validation = json.putObject("validationDataConfig");
    ArrayNode validators = validation.putArray("validators");
    job.request().validation().forEach(uri -> validators.addObject().put("s3Uri", uri.toString()));
  }

  private static ObjectNode both(TrainingJob job) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("jobArn", job.arn()).put("jobName", job.request().name());
    json.put("baseModelArn", Arns.foundation(job.request().base()));
    json.put("status", job.status().word()).put("customizationType", FINE_TUNING);
    json.put("creationTime", ListFilter.text(job.created()));
    json.put("lastModifiedTime", ListFilter.text(job.standing().since()));
    if (job.status().isEnd()) {
      json.put("endTime", ListFilter.text(job.standing().since()));
    }
    return json;
  }
}
