package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.settings.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

class SignatureTest {

  private static final String KEY_ID = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String REGION = "eu-central-1";
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final DateTimeFormatter SIGNED =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Signature signature =
      new Signature(REGION, new KnownIdentity(KEY_ID, SECRET), Clock.fixed(NOW, ZoneOffset.UTC));

  /** The SDK's own client of Bedrock, asked the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazon.nova-micro-v1:0",
        "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123"
      })
  void signsAsTheSdkDoes(String modelId) {
    HttpCall theirs = callOfTheSdk(modelId);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://" + theirs.header("Host").orElseThrow()))
            .encodedPath(theirs.path());
    for (String name : signedHeaders(theirs)) {
      request.putHeader(name, theirs.header(name).orElseThrow());
    }
    Instant then = SIGNED.parse(theirs.header("X-Amz-Date").orElseThrow(), Instant::from);

    SdkHttpRequest ours =
        new Signature(REGION, new KnownIdentity(KEY_ID, SECRET), Clock.fixed(then, ZoneOffset.UTC))
            .of(request.build(), theirs.body());

    assertThat(ours.firstMatchingHeader("Authorization")).isEqualTo(theirs.header("Authorization"));
  }

  @Test
  void takesTheTimeOfTheEndpointWhereThatOfTheMachineIsFarOff() {
    signature.refused("InvalidSignatureException", Optional.of(date(NOW.plusSeconds(3_600))));
    assertThat(signedAt()).isEqualTo(NOW.plusSeconds(3_600));

    signature.refused("RequestTimeTooSkewed", Optional.of(date(NOW.minusSeconds(7_200))));
    assertThat(signedAt()).isEqualTo(NOW.minusSeconds(7_200));

    signature.refused("InvalidSignatureException", Optional.of(date(NOW.plusSeconds(10))));
    assertThat(signedAt()).as("it was set right").isEqualTo(NOW);
  }

  @Test
  void keepsItsTimeWhereSomethingElseIsWrong() {
    signature.refused("ThrottlingException", Optional.of(date(NOW.plusSeconds(3_600))));
    signature.refused("InvalidSignatureException", Optional.of("tomorrow"));
    signature.refused("InvalidSignatureException", Optional.empty());

    assertThat(signedAt()).isEqualTo(NOW);
  }

  private Instant signedAt() {
    SdkHttpRequest signed =
        signature.of(
            SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://127.0.0.1/model/m/converse"))
                .build(),
            BODY);
    return SIGNED.parse(signed.firstMatchingHeader("X-Amz-Date").orElseThrow(), Instant::from);
  }

  private static String date(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  private static List<String> signedHeaders(HttpCall call) {
    String authorization = call.header("Authorization").orElseThrow();
    String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
    return List.of(names.split(";"));
  }

  private static HttpCall callOfTheSdk(String modelId) {
    List<HttpCall> seen = new CopyOnWriteArrayList<>();
    Routes routes =
        new Routes()
            .on(
                "POST",
                "/model/{model}/converse",
                call -> {
                  seen.add(call);
                  return HttpReply.of(200, "application/json", BODY).done();
                });
    AwsConnection.Credentials whose =
        new AwsConnection.Credentials.KeyPair(KEY_ID, new Secret(SECRET));
    try (HttpServer server =
            HttpServer.start("signed", HttpListener.loopback(0, "test.port", 1 << 20), routes);
        BedrockRuntimeAsyncClient sdk =
            BedrockClients.open(
                new AwsConnection(REGION, Optional.of(server.address()), whose),
                new BedrockClients.Bounds(1, Duration.ofSeconds(30)))) {
      sdk.converse(request -> request.modelId(modelId)).join();
    }
    return seen.get(0);
  }
}
