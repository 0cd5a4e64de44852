package dev.millrace.benchmarks.inference;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
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

  private static final Duration ACQUIRE = Duration.ofMinutes(1);

  /** Which HTTP client is under the SDK. */
  enum Client {
    CRT {
      @Override
      SdkAsyncHttpClient open(int atOnce) {
        return AwsCrtAsyncHttpClient.builder()
            .maxConcurrency(atOnce)
            .connectionAcquisitionTimeout(ACQUIRE)
            .build();
      }
    },
    NETTY {
      @Override
      SdkAsyncHttpClient open(int atOnce) {
        return NettyNioAsyncHttpClient.builder()
            .maxConcurrency(atOnce)
            .connectionAcquisitionTimeout(ACQUIRE)
            .build();
      }
    };

    abstract SdkAsyncHttpClient open(int atOnce);
  }

  private BareCallsMain() {}

  /** Takes the client, the endpoint and how many calls are under way at once. */
  public static void main(String[] arguments) throws InterruptedException {
    int atOnce = Integer.parseInt(arguments[2]);
    BedrockRuntimeAsyncClient client =
        BedrockRuntimeAsyncClient.builder()
            .endpointOverride(URI.create(arguments[1]))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClient(Client.valueOf(arguments[0]).open(atOnce))
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
