package dev.millrace.bedrock.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Members;
import dev.millrace.bedrock.api.RecordAnswers;
import dev.millrace.bedrock.s3.S3Uri;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a job is to be like.
 *
 * <p><i>Source</i>: CreateModelInvocationJobRequest of service model bedrock 2023-04-20.
 *
 * @param name of the caller's choice
 * @param modelId as the caller names the model
 * @param kind what each record is the body of
 * @param json all that was asked, without the token
 */
public record JobRequest(
    String name,
    String modelId,
    RecordAnswers.Kind kind,
    S3Uri input,
    S3Uri output,
    Duration timeout,
    ObjectNode json) {

  private static final String TOKEN = "clientRequestToken";

  private static final int MIN_HOURS = 24;
  private static final int MAX_HOURS = 168;
  private static final Pattern ANY_MODEL = Pattern.compile("\\S{1,2048}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](?=.{0,62}$)[a-zA-Z0-9+.-]*");
  private static final Pattern ROLE = Pattern.compile("arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+");
  private static final Pattern TOKENS = Pattern.compile("[a-zA-Z0-9](?=.{0,255}$)[a-zA-Z0-9-]*");
  private static final Pattern FORMAT = Pattern.compile("JSONL");
  private static final Pattern KIND = Pattern.compile("InvokeModel|Converse");

  /** Reads the body of a call. */
  public static JobRequest of(JsonNode body) {
    Members members = Members.of(body);
    String name = members.text("jobName", NAME);
    members.text("roleArn", ROLE);
    Members input = members.structure("inputDataConfig").structure("s3InputDataConfig");
    input.optionalText("s3InputFormat", FORMAT);
    members.tags("tags");
    ObjectNode json = body.deepCopy();
    json.remove(TOKEN);
    return new JobRequest(
        name,
        members.text("modelId", ANY_MODEL),
        members
            .optionalText("modelInvocationType", KIND)
            .filter(RecordAnswers.Kind.CONVERSE.word()::equals)
            .map(word -> RecordAnswers.Kind.CONVERSE)
            .orElse(RecordAnswers.Kind.INVOKE_MODEL),
        S3Uri.of(input.text("s3Uri", S3Uri.PATTERN)),
        S3Uri.of(
            members
                .structure("outputDataConfig")
                .structure("s3OutputDataConfig")
                .text("s3Uri", S3Uri.PATTERN)),
        Duration.ofHours(
            members
                .optionalInteger("timeoutDurationInHours", MIN_HOURS, MAX_HOURS)
                .orElse(MIN_HOURS)),
        json);
  }

  /** The token that makes a call the same call again. */
  public static Optional<String> token(JsonNode body) {
    return Members.of(body).optionalText(TOKEN, TOKENS);
  }
}
