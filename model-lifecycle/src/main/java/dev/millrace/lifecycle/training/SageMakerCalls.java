package dev.millrace.lifecycle.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.platform.aws.AwsConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Calls of Amazon SageMaker, signed, one attempt each.
 *
 * <p>The SDK's own client of SageMaker is not published in the version of the others, and has 25 MB
 * for the three calls that are needed here.
 *
 * <p><i>Source</i>: service model sagemaker 2017-07-24: JSON 1.1, the operation in {@code
 * X-Amz-Target}.
 *
 * <p><i>Threads</i>: any.
 */
public final class SageMakerCalls {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SERVICE = "sagemaker";
  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";

  private static final int OK = 200;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER = 500;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** The client sets them itself. */
  private static final Set<String> OWN_HEADERS = Set.of("host", "content-length");

  /** Names of errors that pass: the call is made again later. */
  private static final Set<String> PASSING =
      Set.of(
          "ThrottlingException",
          "ResourceLimitExceeded",
          "ExpiredTokenException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "RequestExpired");

  private final AwsConnection aws;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /** What came of a call. */
  sealed interface Reply {

    /** It was done. */
    record Done(JsonNode body) implements Reply {}

    /**
     * It was not, and will not be.
     *
     * @param error name of the error
     * @param message for a comparison; it may quote the input
     */
    record Refused(String error, String message) implements Reply {}

    /**
     * Nobody knows, or later.
     *
     * @param reason without content
     */
    record Unheard(String reason) implements Reply {}
  }

  /** Its endpoint is that of SageMaker, where there is one. */
  public SageMakerCalls(AwsConnection aws) {
    this.aws = aws;
  }

  /** Makes a call. */
  Reply call(String operation, JsonNode body) {
    try {
      return reply(http.send(signed(operation, body), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException | UncheckedIOException e) {
      return new Reply.Unheard("no reply came (" + e.getClass().getSimpleName() + ")");
    } catch (SdkException e) {
      return new Reply.Unheard("there are no credentials (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Unheard("the call was interrupted");
    }
  }

  private HttpRequest signed(String operation, JsonNode body) {
    byte[] bytes = body.toString().getBytes(UTF_8);
    URI endpoint =
        aws.endpoint()
            .orElseGet(
                () -> URI.create("https://api.sagemaker." + aws.region() + ".amazonaws.com"));
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint.resolve("/"))
            .putHeader("Content-Type", MEDIA_TYPE)
            .putHeader("X-Amz-Target", "SageMaker." + operation)
            .build();
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(aws.identity().resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(bytes))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, aws.region()));
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(signed.request().getUri())
            .timeout(LONGEST)
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed
        .request()
        .headers()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> sent.header(name, value));
              }
            });
    return sent.build();
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      return new Reply.Unheard("what came with status " + response.statusCode() + " is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (response.statusCode() == OK) {
      return new Reply.Done(body);
    }
    String type = body.path("__type").asText();
    String error = type.substring(type.lastIndexOf('#') + 1);
    int status = response.statusCode();
    return status >= SERVER || status == TOO_MANY || status == TIMEOUT || PASSING.contains(error)
        ? new Reply.Unheard("status " + status + " (" + error + ")")
        : new Reply.Refused(error, body.path("message").asText(body.path("Message").asText()));
  }
}
