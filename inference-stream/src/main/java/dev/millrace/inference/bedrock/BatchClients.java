package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.aws.BlockingClients;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/** Builds what batch jobs are worked on with: clients that wait for the endpoint. */
public final class BatchClients {

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
    BedrockClient bedrock = BlockingClients.control(BedrockClient.builder(), aws, control);
    try {
      return new BedrockBatchJobs(bedrock, BlockingClients.files(aws, files), place);
    } catch (RuntimeException e) {
      bedrock.close();
      throw e;
    }
  }
}
