package dev.millrace.bedrock.s3;

import dev.millrace.platform.aws.AwsConnection;
import java.net.URI;
import software.amazon.awssdk.services.s3.S3Client;

/** The AWS SDK's own client of S3, as an application would build it. */
public final class S3Clients {

  private S3Clients() {}

  public static S3Client open(URI endpoint) {
    return AwsConnection.local(endpoint).apply(S3Client.builder().forcePathStyle(true)).build();
  }
}
