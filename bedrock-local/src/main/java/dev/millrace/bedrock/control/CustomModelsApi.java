package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.Call;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.bedrock.training.CustomModel;
import dev.millrace.bedrock.training.CustomModels;
import dev.millrace.bedrock.training.Deployments;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The operations on custom models. All are owned, and active as soon as they are there.
 *
 * <p><i>Source</i>: service model bedrock 2023-04-20 of the AWS SDK.
 */
public final class CustomModelsApi {

  private static final String ACTIVE = "Active";

  private final CustomModels models;
  private final Deployments deployments;

  public CustomModelsApi(CustomModels models, Deployments deployments) {
    this.models = models;
    this.deployments = deployments;
  }

  /** Adds the operations. */
  public Routes addTo(Routes routes) {
    return routes
        .on("GET", "/custom-models", SignedCalls.bodiless(this::list))
        .on("GET", "/custom-models/{model}", SignedCalls.bodiless(this::get))
        .on("DELETE", "/custom-models/{model}", SignedCalls.bodiless(this::delete));
  }

  private CompletionStage<HttpReply> get(Call call) {
    CustomModel model = models.find(call.http().parameter("model")).orElseThrow(Arns::notFound);
    ObjectNode json = both(model);
    json.put("jobName", model.job().request().name()).put("jobArn", model.job().arn());
    TrainingApi.asked(model.job(), json);
    model.job().metrics().ifPresent(metrics -> metrics.on(json));
    return SignedCalls.json(200, json).done();
  }

  private CompletionStage<HttpReply> delete(Call call) {
    deployments.deleteModel(call.http().parameter("model"));
    return SignedCalls.json(200, JsonNodeFactory.instance.objectNode()).done();
  }

  private CompletionStage<HttpReply> list(Call call) {
    ListFilter filter = ListFilter.of(call.http(), "creationTime");
    List<CustomModel> found =
        models.all().stream()
            .filter(model -> filter.lets(model.name(), model.created()))
            .filter(model -> isWanted(model, call.http()))
            .toList();
    Page<CustomModel> page = Page.of(filter.ordered(found), call.http(), CustomModel::id);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = reply.putArray("modelSummaries");
    page.items().forEach(model -> summaries.add(summary(model)));
    return SignedCalls.json(200, page.on(reply)).done();
  }

  private static boolean isWanted(CustomModel model, HttpCall call) {
    String base = base(model);
    return call.queryValue("baseModelArnEquals").filter(arn -> !arn.equals(base)).isEmpty()
        && call.queryValue("foundationModelArnEquals").filter(arn -> !arn.equals(base)).isEmpty()
        && call.queryValue("modelStatus").filter(status -> !status.equals(ACTIVE)).isEmpty()
        && call.queryValue("isOwned").filter(owned -> !owned.equals("true")).isEmpty();
  }

  private static ObjectNode summary(CustomModel model) {
    String base = model.job().request().base();
    ObjectNode json = both(model);
    int end = base.indexOf(':');
    return json.put("baseModelName", end < 0 ? base : base.substring(0, end))
        .put("ownerAccountId", Arns.ACCOUNT);
  }

  private static ObjectNode both(CustomModel model) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("modelArn", model.arn())
        .put("modelName", model.name())
        .put("creationTime", ListFilter.text(model.created()))
        .put("baseModelArn", base(model))
        .put("customizationType", "FINE_TUNING")
        .put("modelStatus", ACTIVE);
  }

  private static String base(CustomModel model) {
    return Arns.foundation(model.job().request().base());
  }
}
