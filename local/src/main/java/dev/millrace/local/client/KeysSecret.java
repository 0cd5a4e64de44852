package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.privacy.Keyring;
import dev.millrace.platform.aws.AwsFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * Keys of personal data in a secret of AWS Secrets Manager, whose text is that of the file of keys.
 *
 * <p><i>Shape</i>: a secret has versions; AWS deletes those without a label, in its own time, and
 * until then they can be read by whoever knows their ids and may read the secret. A tenant's keys
 * are taken for destroyed where no version with a label has them.
 *
 * <p><i>Failure</i>: the new version becomes the current one only in the place of that which it was
 * made from, so nobody's change is lost. What is cut short is finished by destroying once more.
 *
 * <p><i>Source</i>: the API reference of AWS Secrets Manager, PutSecretValue and
 * UpdateSecretVersionStage.
 */
final class KeysSecret implements TenantKeys {

  private static final String CURRENT = "AWSCURRENT";

  /** Of the version that is to become the current one. */
  private static final String DRAFT = "MILLRACE_DRAFT";

  /** More does not fit into a secret: quotas of AWS Secrets Manager. */
  private static final int MOST_BYTES = 65_536;

  private final SecretsManagerClient client;
  private final String name;

  /**
   * Keys in one secret.
   *
   * @param client is not closed
   * @param name of the secret, or its ARN
   */
  KeysSecret(SecretsManagerClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** A version that has labels. */
  private record Version(String id, List<String> labels) {

    boolean isCurrent() {
      return labels.contains(CURRENT);
    }
  }

  /** A call of the SDK. */
  @FunctionalInterface
  private interface Call<T> {

    T make();
  }

  @Override
  public long of(String tenant) throws IOException {
    long most = 0;
    for (Version version : labelled()) {
      String text = text(version);
      // A line that is out of use holds the tenant's part as well.
      long keys = version.isCurrent() ? keyring(text).keysOf(tenant) : 0;
      most = Math.max(most, Math.max(keys, Keyring.linesOf(tenant, text)));
    }
    return most;
  }

  @Override
  public void destroy(String tenant) throws IOException {
    replaceCurrent(tenant);
    for (Version version : labelled()) {
      if (!version.isCurrent() && Keyring.linesOf(tenant, text(version)) > 0) {
        takeLabels(version, version.labels());
      } else if (version.labels().contains(DRAFT)) {
        takeLabels(version, List.of(DRAFT));
      }
    }
  }

  @Override
  public Optional<String> afterwards() {
    return Optional.of(
        "tasks that are running keep the keys that they were started with: start ingestion, gateway"
            + " and console anew; versions of the secret without a label can be read by their ids"
            + " until AWS deletes them: who may read the secret may read these");
  }

  private void replaceCurrent(String tenant) throws IOException {
    Version current = current();
    String before = text(current);
    if (keyring(before).keysOf(tenant) == 0 && Keyring.linesOf(tenant, before) == 0) {
      return;
    }
    String less = Keyring.without(tenant, before);
    int bytes = less.getBytes(UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalStateException(
          "without tenant "
              + tenant
              + " the secret "
              + name
              + " would take "
              + bytes
              + " bytes, and AWS Secrets Manager takes "
              + MOST_BYTES
              + ": take lines of keys out that nothing has to be read with any more, and erase the"
              + " tenant once more");
    }
    String draft =
        answer(
                "take a new version",
                () ->
                    client.putSecretValue(
                        put -> put.secretId(name).secretString(less).versionStages(DRAFT)))
            .versionId();
    // Refused where another version has become the current one: its keys are in force by now.
    var unused =
        answer(
            "make the new version the current one",
            () ->
                client.updateSecretVersionStage(
                    move ->
                        move.secretId(name)
                            .versionStage(CURRENT)
                            .moveToVersionId(draft)
                            .removeFromVersionId(current.id())));
  }

  private void takeLabels(Version version, List<String> labels) throws IOException {
    for (String label : labels) {
      var unused =
          answer(
              "take the label " + label + " from version " + version.id(),
              () ->
                  client.updateSecretVersionStage(
                      move ->
                          move.secretId(name)
                              .versionStage(label)
                              .removeFromVersionId(version.id())));
    }
  }

  private Version current() throws IOException {
    return labelled().stream()
        .filter(Version::isCurrent)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the secret " + name + " has no value: put the keys of the factory into it"));
  }

  private List<Version> labelled() throws IOException {
    Map<String, List<String>> labels =
        answer("be described", () -> client.describeSecret(describe -> describe.secretId(name)))
            .versionIdsToStages();
    List<Version> versions = new ArrayList<>();
    new TreeMap<>(labels)
        .forEach(
            (id, stages) -> {
              if (!stages.isEmpty()) {
                versions.add(new Version(id, stages));
              }
            });
    return versions;
  }

  /** Nothing where the value is no text: then it holds no keys of ours. */
  private String text(Version version) throws IOException {
    GetSecretValueResponse value =
        answer(
            "show version " + version.id(),
            () -> client.getSecretValue(get -> get.secretId(name).versionId(version.id())));
    return Optional.ofNullable(value.secretString()).orElse("");
  }

  private Keyring keyring(String text) {
    List<String> problems = new ArrayList<>();
    return Keyring.read(text, problems)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the secret " + name + " is no file of keys: " + String.join("; ", problems)));
  }

  /** Never tells the endpoint's own message, which may quote what was sent. */
  private <T> T answer(String what, Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (SdkException e) {
      throw new IOException(
          "the secret " + name + " did not " + what + ": " + AwsFailure.of(e).name(), e);
    }
  }
}
