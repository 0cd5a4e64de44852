package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeServiceClientConfiguration;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/**
 * Calls of Bedrock's runtime that are answered as a whole: one attempt each.
 *
 * <p><i>Shape</i>: the SDK's HTTP client and its signer, without the pipeline of its service
 * clients between them, which takes more of a call than both (decision 0088).
 *
 * <p><i>Threads</i>: any; futures end on those of the HTTP client.
 */
final class RuntimeCalls {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/json";
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;

  /** Names of errors; what looks otherwise is none, and might quote the request. */
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9]{1,64}");

  private final SdkAsyncHttpClient http;
  private final Signature signature;
  private final URI endpoint;

  private RuntimeCalls(SdkAsyncHttpClient http, Signature signature, URI endpoint) {
    this.http = http;
    this.signature = signature;
    this.endpoint = endpoint;
  }

  /** What came of a call. */
  sealed interface Reply {

    /** It was done. */
    record Done(SdkHttpResponse head, byte[] body) implements Reply {

      Optional<String> requestId() {
        return RuntimeCalls.requestId(head);
      }

      /** The body; absent where it is no JSON. */
      Optional<JsonNode> json() {
        try {
          return Optional.of(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }

    /** It was not. */
    record Refused(Refusal refusal) implements Reply {}
  }

  /** Calls the endpoint of a client, in its name, over the HTTP client that it has as well. */
  static RuntimeCalls beside(BedrockRuntimeAsyncClient client, SdkAsyncHttpClient http) {
    BedrockRuntimeServiceClientConfiguration configuration = client.serviceClientConfiguration();
    return new RuntimeCalls(
        http,
        new Signature(
            configuration.region().id(), configuration.credentialsProvider(), Clock.systemUTC()),
        configuration.endpointOverride().orElseGet(() -> endpointOf(configuration.region())));
  }

  private static URI endpointOf(Region region) {
    return BedrockRuntimeEndpointProvider.defaultProvider()
        .resolveEndpoint(
            of ->
                of.region(region)
                    .useFips(FipsEnabledProvider.builder().build().isFipsEnabled().orElse(false))
                    .useDualStack(
                        DualstackEnabledProvider.builder()
                            .build()
                            .isDualstackEnabled()
                            .orElse(false)))
        .join()
        .endpointUrl()
        .toUri();
  }

  /**
   * Makes a call. The future fails where no reply came; whoever ends it before lets go of the
   * connection.
   *
   * @param path with what is encoded in it
   */
  CompletableFuture<Reply> post(String path, Map<String, String> headers, JsonNode body) {
    byte[] content = bytes(body);
    WholeReply reply = new WholeReply();
    CompletableFuture<Void> call =
        http.execute(
            AsyncExecuteRequest.builder()
                .request(signature.of(request(path, headers, content.length), content))
                .requestContentPublisher(new Body(AsyncRequestBody.fromBytesUnsafe(content)))
                .responseHandler(reply)
                .build());
    var unused = call.whenComplete((done, thrown) -> reply.ended(thrown));
    CompletableFuture<Reply> told = reply.whole().thenApply(this::told);
    var unusedEither =
        told.whenComplete(
            (done, thrown) -> {
              if (thrown != null) {
                call.completeExceptionally(thrown);
              }
            });
    return told;
  }

  private SdkHttpRequest request(String path, Map<String, String> headers, int length) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol(endpoint.getScheme())
            .host(endpoint.getHost())
            .encodedPath(endpoint.getRawPath() + path)
            .putHeader("Content-Type", MEDIA_TYPE)
            .putHeader("Content-Length", String.valueOf(length));
    if (endpoint.getPort() >= 0) {
      request.port(endpoint.getPort());
    }
    headers.forEach(request::putHeader);
    return request.build();
  }

  private Reply told(WholeReply.Read read) {
    SdkHttpResponse head = read.head();
    if (head.statusCode() >= OK && head.statusCode() < MULTIPLE_CHOICES) {
      return new Reply.Done(head, read.body());
    }
    JsonNode body = tree(read.body());
    String type =
        type(
            head.firstMatchingHeader("x-amzn-ErrorType")
                .orElseGet(() -> body.path("__type").asText(body.path("code").asText(""))));
    signature.refused(type, head.firstMatchingHeader("Date"));
    return new Reply.Refused(
        new Refusal(
            head.statusCode(),
            type,
            body.path("message").asText(body.path("Message").asText("")),
            requestId(head)));
  }

  /** As {@code com.amazon.coral#ThrottlingException:http://...}, of which the name counts. */
  private static String type(String told) {
    int end = told.indexOf(':');
    String name = (end < 0 ? told : told.substring(0, end)).trim();
    name = name.substring(name.lastIndexOf('#') + 1);
    return TYPE.matcher(name).matches() ? name : "";
  }

  private static Optional<String> requestId(SdkHttpResponse head) {
    return head.firstMatchingHeader("x-amzn-RequestId");
  }

  private static JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private static byte[] bytes(JsonNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new AssertionError("a tree of JSON is JSON", e);
    }
  }

  /** What is sent, as the HTTP client wants it. */
  private record Body(AsyncRequestBody content) implements SdkHttpContentPublisher {

    @Override
    public Optional<Long> contentLength() {
      return content.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      content.subscribe(subscriber);
    }
  }
}
