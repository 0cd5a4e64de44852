package dev.millrace.local.client;

import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.aws.BlockingClients;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.schemas.registry.RegistryClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A factory that runs elsewhere, as settings name it.
 *
 * @param kafka how to talk to its brokers
 * @param schemas where its registry is
 * @param keys where its keys of personal data are
 */
public record DeployedFactory(KafkaConnection kafka, RegistryConnection schemas, KeysPlace keys)
    implements FactoryTopics {

  /** Where keys of personal data are. */
  public sealed interface KeysPlace {

    /** In a file, which whoever runs its processes gives to each of them. */
    record InFile(Path file) implements KeysPlace {}

    /**
     * In a secret of AWS Secrets Manager.
     *
     * @param name of the secret, or its ARN
     * @param endpoint in place of the region's own
     */
    record InSecret(AwsConnection aws, String name, Optional<URI> endpoint) implements KeysPlace {}
  }

  /** What is done with keys while they can be reached. */
  @FunctionalInterface
  public interface WithKeys<T> {

    T carryOut(TenantKeys keys) throws IOException;
  }

  /**
   * Reads {@code kafka.*}, {@code registry.*}, {@code aws.*}, and where keys are: {@code
   * personal-data.keys-file} or {@code personal-data.secret}.
   */
  public static DeployedFactory from(SettingsReader settings) {
    Optional<Path> file = settings.optionalPath("personal-data.keys-file");
    Optional<String> secret = settings.optionalText("personal-data.secret");
    if (file.isPresent() == secret.isPresent()) {
      settings.problem(
          "set personal-data.secret, the name of the secret that holds the keys of personal data, or"
              + " personal-data.keys-file, and not both");
    }
    AwsConnection aws = AwsConnection.from(settings);
    Optional<URI> endpoint = settings.optionalUri("aws.secrets-manager.endpoint");
    return new DeployedFactory(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        secret
            .<KeysPlace>map(name -> new KeysPlace.InSecret(aws, name, endpoint))
            .orElseGet(() -> new KeysPlace.InFile(file.orElse(Path.of("")))));
  }

  @Override
  public RegistryClient registry() {
    return schemas.client();
  }

  /** Reaches the keys, and lets go of them. */
  public <T> T withKeys(WithKeys<T> work) throws IOException {
    if (keys instanceof KeysPlace.InFile place) {
      return work.carryOut(TenantKeys.copiedFrom(place.file()));
    }
    if (keys instanceof KeysPlace.InSecret place) {
      try (SecretsManagerClient client =
          BlockingClients.control(SecretsManagerClient.builder(), place.aws(), place.endpoint())) {
        return work.carryOut(new KeysSecret(client, place.name()));
      }
    }
    throw new AssertionError(keys);
  }
}
