package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.Call;
import dev.millrace.bedrock.api.Members;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.bedrock.training.Deployment;
import dev.millrace.bedrock.training.Deployments;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The operations on deployments of custom models.
 *
 * <p><i>Source</i>: service model bedrock 2023-04-20 of the AWS SDK.
 */
public final class DeploymentsApi {

  private static final String PATH = "/model-customization/custom-model-deployments";
  private static final Pattern NAME = Pattern.compile("(?=.{1,63}$)([0-9a-zA-Z][_-]?)+");
  private static final Pattern DESCRIPTION = Pattern.compile(".{1,2048}");
  private static final Pattern TOKEN =
      Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?");
  private static final Pattern MODEL =
      Pattern.compile(
          "arn:aws(|-us-gov|-cn|-iso|-iso-b):bedrock:[a-z0-9-]{1,20}:[0-9]{12}:custom-model/[a-z0-9.:-]{1,255}/[a-z0-9]{12}");

  private final Deployments deployments;

  public DeploymentsApi(Deployments deployments) {
    this.deployments = deployments;
  }

  /** Adds the operations. */
  public Routes addTo(Routes routes) {
    return routes
        .on("POST", PATH, SignedCalls.withBody(this::create))
        .on("GET", PATH, SignedCalls.bodiless(this::list))
        .on("GET", PATH + "/{deployment}", SignedCalls.bodiless(this::get))
        .on("PATCH", PATH + "/{deployment}", SignedCalls.withBody(this::update))
        .on("DELETE", PATH + "/{deployment}", SignedCalls.bodiless(this::delete));
  }

  private CompletionStage<HttpReply> create(Call call) {
    Members members = Members.of(call.body());
    members.tags("tags");
    Deployment made =
        deployments.create(
            new Deployment.Asked(
                members.text("modelDeploymentName", NAME),
                members.optionalText("description", DESCRIPTION),
                members.text("modelArn", MODEL)),
            members.optionalText("clientRequestToken", TOKEN));
    return named(made);
  }

  private CompletionStage<HttpReply> update(Call call) {
    String model = Members.of(call.body()).text("modelArn", MODEL);
    return named(deployments.update(identifier(call), model));
  }

  private CompletionStage<HttpReply> delete(Call call) {
    deployments.delete(identifier(call));
    return SignedCalls.json(200, JsonNodeFactory.instance.objectNode()).done();
  }

  private CompletionStage<HttpReply> get(Call call) {
    Deployment found = deployments.find(identifier(call)).orElseThrow(Arns::notFound);
    ObjectNode json = both(found).put("modelDeploymentName", found.asked().name());
    found.asked().description().ifPresent(text -> json.put("description", text));
    found
        .update()
        .ifPresent(
            last ->
                json.putObject("updateDetails")
                    .put("modelArn", found.model())
                    .put(
                        "updateStatus",
                        deployments.isUpdating(found) ? "Updating" : "UpdateCompleted"));
    return SignedCalls.json(200, json).done();
  }

  private CompletionStage<HttpReply> list(Call call) {
    ListFilter filter = ListFilter.of(call.http(), "created");
    List<Deployment> found =
        deployments.all().stream()
            .filter(one -> filter.lets(one.asked().name(), one.created()))
            .filter(one -> isWanted(one, call.http()))
            .toList();
    Page<Deployment> page = Page.of(filter.ordered(found), call.http(), Deployment::id);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = reply.putArray("modelDeploymentSummaries");
    page.items()
        .forEach(
            one -> summaries.add(both(one).put("customModelDeploymentName", one.asked().name())));
    return SignedCalls.json(200, page.on(reply)).done();
  }

  private boolean isWanted(Deployment one, HttpCall call) {
    String status = status(one);
    String model = deployments.answering(one);
    return call.queryValue("statusEquals").filter(wanted -> !wanted.equals(status)).isEmpty()
        && call.queryValue("modelArnEquals").filter(arn -> !arn.equals(model)).isEmpty();
  }

  private ObjectNode both(Deployment one) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("customModelDeploymentArn", one.arn()).put("modelArn", deployments.answering(one));
    json.put("createdAt", ListFilter.text(one.created())).put("status", status(one));
    one.update().ifPresent(last -> json.put("lastUpdatedAt", ListFilter.text(last.at())));
    return json;
  }

  private String status(Deployment one) {
    return deployments.isCreating(one) ? "Creating" : "Active";
  }

  private static CompletionStage<HttpReply> named(Deployment one) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    return SignedCalls.json(202, reply.put("customModelDeploymentArn", one.arn())).done();
  }

  private static String identifier(Call call) {
    return call.http().parameter("deployment");
  }
}
