package dev.millrace.bedrock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import dev.millrace.bedrock.api.AwsError;
import dev.millrace.bedrock.api.Call;
import dev.millrace.bedrock.api.Members;
import dev.millrace.bedrock.api.SignedCalls;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations on application inference profiles and their tags. Those that AWS defines are not
 * listed: every id of Bedrock's form has a model behind it.
 *
 * <p><i>Source</i>: service model bedrock 2023-04-20 of the AWS SDK.
 */
public final class ProfilesApi {

  private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)([0-9a-zA-Z][ _-]?)+");
  private static final Pattern DESCRIPTION = Pattern.compile("(?=.{1,200}$)([0-9a-zA-Z:.][ _-]?)+");
  private static final Pattern TOKEN =
      Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]{0,254}[a-zA-Z0-9])?");
  private static final Pattern SOURCE =
      Pattern.compile(
          "arn:aws(?:|-us-gov|-cn|-iso|-iso-b):bedrock:([0-9a-z-]{0,20}):(?:|[0-9]{12}):(?:inference-profile|foundation-model)/([a-zA-Z0-9-:.]+)");
  private static final Pattern REGION_OF_PROFILE = Pattern.compile("^(us|eu|apac|global|jp|au)\\.");
  private static final Pattern ARN = Pattern.compile("\\S{20,1011}");

  private final InferenceProfiles profiles;
  private final Predicate<String> answersTo;

  /**
   * Over profiles.
   *
   * @param answersTo whether there is a model of a name
   */
  public ProfilesApi(InferenceProfiles profiles, Predicate<String> answersTo) {
    this.profiles = profiles;
    this.answersTo = answersTo;
  }

  /** Adds the operations. */
  public Routes addTo(Routes routes) {
    return routes
        .on("POST", "/inference-profiles", SignedCalls.withBody(this::create))
        .on("GET", "/inference-profiles", SignedCalls.bodiless(this::list))
        .on("GET", "/inference-profiles/{profile}", SignedCalls.bodiless(this::get))
        .on("DELETE", "/inference-profiles/{profile}", SignedCalls.bodiless(this::delete))
        .on("POST", "/tagResource", SignedCalls.withBody(this::tag))
        .on("POST", "/untagResource", SignedCalls.withBody(this::untag))
        .on("POST", "/listTagsForResource", SignedCalls.withBody(this::tags));
  }

  private CompletionStage<HttpReply> create(Call call) {
    Members members = Members.of(call.body());
    String source = members.structure("modelSource").text("copyFrom", SOURCE);
    if (!answersTo.test(source)) {
      throw AwsError.unknownModel();
    }
    InferenceProfile profile =
        profiles.create(
            new InferenceProfile.Asked(
                members.text("inferenceProfileName", NAME),
                members.optionalText("description", DESCRIPTION),
                source),
            members.tags("tags"),
            members.optionalText("clientRequestToken", TOKEN));
    return SignedCalls.json(
            201,
            JsonNodeFactory.instance
                .objectNode()
                .put("inferenceProfileArn", Arns.profile(profile.id()))
                .put("status", "ACTIVE"))
        .done();
  }

  private CompletionStage<HttpReply> list(Call call) {
    Optional<String> type = call.http().queryValue("type");
    List<InferenceProfile> found =
        type.isEmpty() || type.get().equals("APPLICATION") ? profiles.all() : List.of();
    Page<InferenceProfile> page = Page.of(found, call.http(), InferenceProfile::id);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode summaries = reply.putArray("inferenceProfileSummaries");
    page.items().forEach(profile -> summaries.add(json(profile)));
    return SignedCalls.json(200, page.on(reply)).done();
  }

  private CompletionStage<HttpReply> get(Call call) {
    InferenceProfile profile =
        profiles.find(call.http().parameter("profile")).orElseThrow(Arns::notFound);
    return SignedCalls.json(200, json(profile)).done();
  }

  private CompletionStage<HttpReply> delete(Call call) {
    if (!profiles.delete(call.http().parameter("profile"))) {
      throw Arns.notFound();
    }
    return nothing();
  }

  private CompletionStage<HttpReply> tag(Call call) {
    Members members = Members.of(call.body());
    Map<String, String> more = members.tags("tags");
    return tagged(
        members,
        tags -> {
          tags.putAll(more);
          if (tags.size() > Members.MAX_TAGS) {
            throw AwsError.tooManyTags();
          }
          return tags;
        });
  }

  private CompletionStage<HttpReply> untag(Call call) {
    Members members = Members.of(call.body());
    List<String> keys = members.texts("tagKeys");
    return tagged(
        members,
        tags -> {
          keys.forEach(tags::remove);
          return tags;
        });
  }

  private CompletionStage<HttpReply> tagged(
      Members members, UnaryOperator<Map<String, String>> change) {
    if (!profiles.tag(members.text("resourceARN", ARN), change)) {
      throw Arns.notFound();
    }
    return nothing();
  }

  private CompletionStage<HttpReply> tags(Call call) {
    InferenceProfile profile =
        profiles.find(Members.of(call.body()).text("resourceARN", ARN)).orElseThrow(Arns::notFound);
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode tags = reply.putArray("tags");
    new TreeMap<>(profile.tags())
        .forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    return SignedCalls.json(200, reply).done();
  }

  private static ObjectNode json(InferenceProfile profile) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("inferenceProfileName", profile.asked().name())
        .put("inferenceProfileArn", Arns.profile(profile.id()))
        .put("inferenceProfileId", profile.id())
        .put("status", "ACTIVE")
        .put("type", "APPLICATION")
        .put("createdAt", profile.created().toString())
        .put("updatedAt", profile.updated().toString());
    profile.asked().description().ifPresent(text -> json.put("description", text));
    json.putArray("models").addObject().put("modelArn", model(profile.asked().source()));
    return json;
  }

  /** The foundation model behind the ARN that a profile was made of. */
  private static String model(String source) {
    Matcher parts = SOURCE.matcher(source);
    if (!parts.matches()) {
      throw new IllegalStateException("a profile has no source");
    }
    String id = REGION_OF_PROFILE.matcher(parts.group(2)).replaceFirst("");
    return "arn:aws:bedrock:" + parts.group(1) + "::foundation-model/" + id;
  }

  private static CompletionStage<HttpReply> nothing() {
    return SignedCalls.json(200, JsonNodeFactory.instance.objectNode()).done();
  }
}
