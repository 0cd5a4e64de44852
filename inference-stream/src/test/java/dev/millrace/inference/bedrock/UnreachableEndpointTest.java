package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the transport itself says, in its own words. */
class UnreachableEndpointTest {

  static final ModelCall CALL =
      new ModelCall(
          "request-1",
          "acme",
          "tickets",
          1,
          new ModelRoute("amazon.nova-micro-v1:0", 1, Route.CHAMPION),
          new ModelInput.Chat(Optional.empty(), "Hello?", 10, OptionalDouble.empty()));

  @Test
  void knowsThatNobodyListens() throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (BedrockModels models =
        BedrockModels.open(
            AwsConnection.local(nobody), new BedrockClients.Bounds(4, Duration.ofSeconds(30)))) {
      assertThat(((Failed) models.call(CALL).join()).cause()).isEqualTo(Cause.UNAVAILABLE);
    }
  }

  @Test
  void knowsThatNobodyHasThatName() {
    try (BedrockModels models =
        BedrockModels.open(
            AwsConnection.local(URI.create("http://bedrock.invalid")),
            new BedrockClients.Bounds(4, Duration.ofSeconds(30)))) {
      assertThat(((Failed) models.call(CALL).join()).cause()).isEqualTo(Cause.UNAVAILABLE);
    }
  }

  /** Our limit ends what is never answered, before any of the client does, and frees it. */
  @Test
  void letsGoOfTheConnectionOfACallThatNobodyAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        BedrockModels models =
            BedrockModels.open(
                AwsConnection.local(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
                new BedrockClients.Bounds(1, Duration.ofMillis(200)))) {
      assertThat(((Failed) models.call(CALL).join()).cause()).isEqualTo(Cause.TIMEOUT);

      try (Socket first = silent.accept()) {
        first.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
        assertThat(first.getInputStream().readAllBytes()).as("the call, then the end").isNotEmpty();
        assertThat(((Failed) models.call(CALL).join()).cause()).isEqualTo(Cause.TIMEOUT);
        try (Socket second = silent.accept()) {
          assertThat(second.getInputStream().read()).as("a call on another").isPositive();
        }
      }
    }
  }

  /** What came of it could be read as JSON, and is not what was sent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "so long\r\n\r\n",
        ""
      })
  void takesNoReplyThatWasCut(String reply) throws Exception {
    try (ServerSocket cutting = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        BedrockModels models =
            BedrockModels.open(
                AwsConnection.local(URI.create("http://127.0.0.1:" + cutting.getLocalPort())),
                new BedrockClients.Bounds(1, Duration.ofSeconds(30)))) {
      CompletableFuture<CallResult> call = models.call(CALL);
      try (Socket connection = cutting.accept()) {
        assertThat(connection.getInputStream().read()).isPositive();
        connection.getOutputStream().write(reply.getBytes(US_ASCII));
        connection.shutdownOutput();

        assertThat(((Failed) call.get(10, TimeUnit.SECONDS)).cause()).isEqualTo(Cause.TRANSPORT);
      }
    }
  }
}
