package dev.millrace.benchmarks.inference;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/**
 * Makes one Converse call after the other with the client of the AWS SDK that the stage has, so
 * many at once, and does nothing with the answers: the least that a call through the SDK can cost.
 */
final class BareCallsMain {

  private static final Duration ACQUIRE = Duration.ofMinutes(1);

  private BareCallsMain() {}

  /** Takes the endpoint and how many calls are under way at once. */
  public static void main(String[] arguments) throws InterruptedException {
    int atOnce = Integer.parseInt(arguments[1]);
    BedrockRuntimeAsyncClient client =
        BedrockRuntimeAsyncClient.builder()
            .endpointOverride(URI.create(arguments[0]))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .protocol(Protocol.HTTP1_1)
                    .maxConcurrency(atOnce)
                    .connectionAcquisitionTimeout(ACQUIRE))
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
