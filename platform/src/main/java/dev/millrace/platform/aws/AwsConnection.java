package dev.millrace.platform.aws;

import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * Which AWS is talked to, and as whom.
 *
 * @param region such as us-east-1
 * @param endpoint in place of the region's own, as for bedrock-local; none where absent
 * @param credentials whose calls they are
 */
public record AwsConnection(String region, Optional<URI> endpoint, Credentials credentials) {

  /** Whose calls they are. */
  public sealed interface Credentials {

    /** What the environment, the profile or the role of the machine gives. */
    record DefaultChain() implements Credentials {}

    /** A key pair. */
    record KeyPair(String accessKeyId, Secret secretAccessKey) implements Credentials {}
  }

  /** Reads {@code aws.*}. */
  public static AwsConnection from(SettingsReader settings) {
    Optional<String> id = settings.optionalText("aws.access-key-id");
    Optional<Secret> secret = settings.optionalSecret("aws.secret-access-key");
    if (id.isPresent() != secret.isPresent()) {
      settings.problem(
          "aws.access-key-id and aws.secret-access-key go together: set both, or none for the default chain");
    }
    Credentials credentials =
        id.isPresent() && secret.isPresent()
            ? new Credentials.KeyPair(id.get(), secret.get())
            : new Credentials.DefaultChain();
    return new AwsConnection(
        settings.text("aws.region", "us-east-1"),
        settings.optionalUri("aws.bedrock.endpoint"),
        credentials);
  }

  /** An endpoint on this machine that takes any key. */
  public static AwsConnection local(URI endpoint) {
    return new AwsConnection(
        "us-east-1", Optional.of(endpoint), new Credentials.KeyPair("local", new Secret("local")));
  }

  /** The same region and credentials, with another service's endpoint. */
  public AwsConnection at(Optional<URI> other) {
    return new AwsConnection(region, other, credentials);
  }

  /** Points a client of the SDK at it. */
  public <B extends AwsClientBuilder<B, ?>> B apply(B builder) {
    B configured = builder.region(Region.of(region)).credentialsProvider(identity());
    return endpoint.map(configured::endpointOverride).orElse(configured);
  }

  /** For calls of services that the SDK has no client for here. */
  public AwsCredentialsProvider identity() {
    if (credentials instanceof Credentials.KeyPair pair) {
      return StaticCredentialsProvider.create(
          AwsBasicCredentials.create(pair.accessKeyId(), pair.secretAccessKey().reveal()));
    }
    if (credentials instanceof Credentials.DefaultChain) {
      return DefaultCredentialsProvider.builder().build();
    }
    throw new AssertionError(credentials);
  }
}
