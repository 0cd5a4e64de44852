package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What all operations of AWS have in common that speak JSON: a signature, a body, an id, and errors
 * of one form.
 */
public final class SignedCalls {

  private static final String REQUEST_ID = "x-amzn-RequestId";

  /** Answers one signed call; may throw an {@link AwsError}, or end its stage with one. */
  @FunctionalInterface
  public interface Operation {

    /** The reply; its request id is added. */
    CompletionStage<HttpReply> answer(Call call);
  }

  private SignedCalls() {}

  /** An endpoint for an operation whose calls bring a JSON object. */
  public static Endpoint withBody(Operation operation) {
    return endpoint(operation, true);
  }

  /** An endpoint for an operation whose calls bring nothing. */
  public static Endpoint bodiless(Operation operation) {
    return endpoint(operation, false);
  }

  /** An error of the HTTP layer as AWS would answer it. */
  public static HttpReply refused(Problem problem) {
    return AwsError.of(problem).reply().with(REQUEST_ID, newId());
  }

  /** A reply of a JSON object. */
  public static HttpReply json(int status, JsonNode body) {
    return HttpReply.of(
        status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Endpoint endpoint(Operation operation, boolean hasBody) {
    return http -> {
      String id = newId();
      CompletionStage<HttpReply> reply;
      try {
        Signatures.require(http);
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        JsonNode body = hasBody ? RequestBody.object(http.body()) : nothing;
        reply = operation.answer(new Call(http, id, body));
      } catch (AwsError e) {
        reply = CompletableFuture.failedFuture(e);
      }
      return reply.exceptionally(SignedCalls::refusal).thenApply(done -> done.with(REQUEST_ID, id));
    };
  }

  private static HttpReply refusal(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof AwsError error) {
      return error.reply();
    }
    throw new CompletionException(cause);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
