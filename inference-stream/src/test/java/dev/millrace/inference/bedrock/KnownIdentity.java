package dev.millrace.inference.bedrock;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** A key pair that nobody has to look for. */
record KnownIdentity(String accessKeyId, String secretAccessKey)
    implements IdentityProvider<AwsCredentialsIdentity> {

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    return CompletableFuture.completedFuture(
        AwsCredentialsIdentity.create(accessKeyId, secretAccessKey));
  }
}
