package dev.millrace.platform.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Builds clients that wait for the endpoint, for work that is not urgent. The caller closes them.
 *
 * <p>Whoever uses them brings S3's client and Apache's: most jobs do without.
 */
public final class BlockingClients {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Whole files go up and down. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Questions about jobs. */
  private static final Duration SHORT = Duration.ofMinutes(1);

  /** How long a connection may be silent, in the midst of a file too. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 4;

  private BlockingClients() {}

  /**
   * One of S3, which tries again itself what was throttled.
   *
   * @param aws region and credentials; its own endpoint is that of the runtime, and is not used
   * @param files in place of the region's own endpoint of S3
   */
  public static S3Client files(AwsConnection aws, Optional<URI> files) {
    return aws.at(files)
        .apply(S3Client.builder())
        .httpClientBuilder(http())
        .forcePathStyle(files.isPresent())
        // TLS and the signed digest are enough, and stand-ins of S3 know no trailers.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
        .overrideConfiguration(configuration -> configuration.apiCallTimeout(LONGEST))
        .build();
  }

  /**
   * One of a control plane, which makes one attempt, so that each reply is heard by who asked.
   *
   * @param aws region and credentials; its own endpoint is that of the runtime, and is not used
   * @param control in place of the region's own endpoint of the control plane
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C control(
      B builder, AwsConnection aws, Optional<URI> control) {
    return aws.at(control)
        .apply(builder)
        .httpClientBuilder(http())
        .overrideConfiguration(
            configuration ->
                configuration.apiCallTimeout(SHORT).retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static Apache5HttpClient.Builder http() {
    return Apache5HttpClient.builder()
        .maxConnections(AT_ONCE)
        .connectionTimeout(CONNECT)
        .socketTimeout(SILENCE);
  }
}
