package dev.millrace.benchmarks.inference;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/**
 * Makes one Converse call after the other with a client of the AWS SDK, so many at once, and does
 * nothing with the answers: the least that a call through the SDK can cost.
 */
final class BareCallsMain {

  /** What the SDK's client calls over. */
  enum Client {
    /** Its default. */
    NETTY("Netty, its default") {
      @Override
      SdkAsyncHttpClient.Builder<?> http(int atOnce) {
        return NettyNioAsyncHttpClient.builder()
            .protocol(Protocol.HTTP1_1)
            .maxConcurrency(atOnce)
            .connectionAcquisitionTimeout(ACQUIRE);
      }
    },
    /** The AWS Common Runtime, which is native. */
    CRT("the AWS Common Runtime") {
      @Override
      SdkAsyncHttpClient.Builder<?> http(int atOnce) {
        return AwsCrtAsyncHttpClient.builder()
            .maxConcurrency(atOnce)
            .connectionAcquisitionTimeout(ACQUIRE);
      }
    };

    private final String label;

    Client(String label) {
      this.label = label;
    }

    abstract SdkAsyncHttpClient.Builder<?> http(int atOnce);

    @Override
    public String toString() {
      return label;
    }
  }

  private static final Duration ACQUIRE = Duration.ofMinutes(1);

  private BareCallsMain() {}

  /** Takes the endpoint, how many calls are under way at once, and the client. */
  public static void main(String[] arguments) throws InterruptedException {
    int atOnce = Integer.parseInt(arguments[1]);
    BedrockRuntimeAsyncClient client =
        BedrockRuntimeAsyncClient.builder()
            .endpointOverride(URI.create(arguments[0]))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(Client.valueOf(arguments[2]).http(atOnce))
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    Semaphore free = new Semaphore(atOnce);
    for (long number = 0; ; number++) {
      free.acquire();
      var unused =
          client
              .converse(request(number))
              .whenComplete(
                  (reply, failure) -> {
                    if (failure != null) {
                      System.err.println("a bare call failed: " + failure);
                      Runtime.getRuntime().halt(1);
                    }
                    free.release();
                  });
    }
  }

  /** As the stage writes it. */
  static ConverseRequest request(long number) {
    return ConverseRequest.builder()
        .modelId(InferenceBench.MODEL)
        .system(SystemContentBlock.fromText(InferenceBench.SYSTEM))
        .messages(
            Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(InferenceBench.user(number)))
                .build())
        .inferenceConfig(inference -> inference.maxTokens(InferenceBench.MAX_TOKENS))
        .build();
  }
}
