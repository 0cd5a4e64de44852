package dev.millrace.inference.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.uri.Uri;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeServiceClientConfiguration;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Calls of Bedrock's runtime that are answered as a whole: one attempt each.
 *
 * <p><i>Shape</i>: the SDK's signer and an HTTP client, without the pipeline of the SDK's service
 * clients around them, which takes more of a call than both (decision 0088).
 *
 * <p><i>Threads</i>: any; futures end on those of the HTTP client.
 */
final class RuntimeCalls implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/json";
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;

  /** Far above the longest answer of a model: whoever sends more is none. */
  private static final int MOST_BYTES = 64 << 20;

  /** Names of errors; what looks otherwise is none, and might quote the request. */
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9]{1,64}");

  private final AsyncHttpClient http;
  private final NamesAside names = new NamesAside();
  private final Signature signature;
  private final URI endpoint;

  /** Over that client, which is its own from here on. */
  RuntimeCalls(AsyncHttpClient http, Signature signature, URI endpoint) {
    this.http = http;
    this.signature = signature;
    this.endpoint = endpoint;
  }

  /** What came of a call. */
  sealed interface Reply {

    /** It was done. */
    record Done(WholeReply.Read read) implements Reply {

      Optional<String> requestId() {
        return RuntimeCalls.requestId(read);
      }

      Optional<String> header(String name) {
        return read.header(name);
      }

      /** The body; absent where it is no JSON. */
      Optional<JsonNode> json() {
        try {
          return Optional.of(JSON.readTree(read.body())).filter(JsonNode::isObject);
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }

    /** It was not. */
    record Refused(Refusal refusal) implements Reply {}
  }

  /** Calls the endpoint of a client of the SDK's, in the same name. */
  static RuntimeCalls beside(BedrockRuntimeAsyncClient client) {
    BedrockRuntimeServiceClientConfiguration configuration = client.serviceClientConfiguration();
    URI endpoint =
        configuration.endpointOverride().orElseGet(() -> endpointOf(configuration.region()));
    return new RuntimeCalls(
        RuntimeHttp.open(endpoint, ProxyConfiguration.builder().build()),
        new Signature(
            configuration.region().id(), configuration.credentialsProvider(), Clock.systemUTC()),
        endpoint);
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
    ListenableFuture<WholeReply.Read> call =
        http.executeRequest(request(path, headers, content), new WholeReply(MOST_BYTES));
    CompletableFuture<Reply> reply =
        call.toCompletableFuture()
            .handle(
                (read, thrown) -> {
                  if (thrown != null) {
                    throw new CompletionException(ofTransport(thrown));
                  }
                  return told(read);
                });
    var unused =
        reply.whenComplete(
            (done, thrown) -> {
              // One that has ended has given its connection back: that may be another's already.
              if (thrown != null && !call.isDone()) {
                call.cancel(true);
              }
            });
    return reply;
  }

  @Override
  public void close() {
    names.close();
    try {
      http.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the HTTP client does not close", e);
    }
  }

  private Request request(String path, Map<String, String> headers, byte[] content) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath(SdkHttpUtils.appendUri(endpoint.getRawPath(), path))
            .putHeader("Content-Type", MEDIA_TYPE);
    headers.forEach(unsigned::putHeader);
    SdkHttpRequest signed = signature.of(unsigned.build(), content);
    RequestBuilder request =
        new RequestBuilder("POST", true)
            .setUri(
                new Uri(
                    signed.protocol(),
                    null,
                    signed.host(),
                    signed.port(),
                    signed.encodedPath(),
                    null,
                    null))
            .setNameResolver(names)
            .setBody(content);
    signed.forEachHeader((name, values) -> request.setHeader(name, values));
    return request.build();
  }

  /** A reply without any header is of the HTTP client, for a proxy that was asked for a tunnel. */
  private Reply told(WholeReply.Read read) {
    if (read.status() >= OK && read.status() < MULTIPLE_CHOICES) {
      return new Reply.Done(read);
    }
    if (read.headers().isEmpty()) {
      throw new CompletionException(
          new ConnectException("a proxy lets nothing through, status " + read.status()));
    }
    JsonNode body = tree(read.body());
    String type =
        type(
            read.header("x-amzn-ErrorType")
                .orElseGet(() -> body.path("__type").asText(body.path("code").asText(""))));
    signature.refused(type, read.header("Date"));
    return new Reply.Refused(
        new Refusal(
            read.status(),
            type,
            body.path("message").asText(body.path("Message").asText("")),
            requestId(read)));
  }

  /** What the HTTP client throws of a reply that is no HTTP is not always an I/O error. */
  private static IOException ofTransport(Throwable thrown) {
    return thrown instanceof IOException already
        ? already
        : new IOException("no reply that can be read", thrown);
  }

  /** As {@code com.amazon.coral#ThrottlingException:http://...}, of which the name counts. */
  private static String type(String told) {
    int end = told.indexOf(':');
    String name = (end < 0 ? told : told.substring(0, end)).trim();
    name = name.substring(name.lastIndexOf('#') + 1);
    return TYPE.matcher(name).matches() ? name : "";
  }

  private static Optional<String> requestId(WholeReply.Read read) {
    return read.header("x-amzn-RequestId");
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
}
