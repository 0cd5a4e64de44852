package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Builds what batch jobs are worked on with: clients that wait for the endpoint. That of Bedrock
 * makes one attempt, so that each reply is heard by who asked; that of S3 tries again itself what
 * was throttled.
 */
public final class BatchClients {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Whole files go up and down. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Questions about jobs. */
  private static final Duration SHORT = Duration.ofMinutes(1);

  /** How long a connection may be silent, in the midst of a file too. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 4;

  private BatchClients() {}

  /**
   * Opens them; the caller closes them.
   *
   * @param aws region and credentials; its own endpoint is that of the runtime, and is not used
   * @param control in place of the region's own endpoint of the control plane
   * @param files in place of the region's own endpoint of S3
   */
  public static BedrockBatchJobs open(
      AwsConnection aws, Optional<URI> control, Optional<URI> files, BatchPlace place) {
    BedrockClient bedrock =
        at(aws, control)
            .apply(BedrockClient.builder())
            .httpClientBuilder(http())
            .overrideConfiguration(
                configuration ->
                    configuration
                        .apiCallTimeout(SHORT)
                        .retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    try {
      return new BedrockBatchJobs(bedrock, files(aws, files), place);
    } catch (RuntimeException e) {
      bedrock.close();
      throw e;
    }
  }

  private static S3Client files(AwsConnection aws, Optional<URI> files) {
    return at(aws, files)
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

  private static AwsConnection at(AwsConnection aws, Optional<URI> endpoint) {
    return new AwsConnection(aws.region(), endpoint, aws.credentials());
  }

  private static Apache5HttpClient.Builder http() {
    return Apache5HttpClient.builder()
        .maxConnections(AT_ONCE)
        .connectionTimeout(CONNECT)
        .socketTimeout(SILENCE);
  }
}
