package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.ingestion.privacy.Keyring;
import dev.millrace.local.client.DeployedFactory.KeysPlace;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeysSecretTest {

  private static final String CURRENT = "AWSCURRENT";
  private static final String PREVIOUS = "AWSPREVIOUS";

  private final KeyLines lines = new KeyLines(new SplittableRandom(20261127));
  private final String first = lines.line(Instant.EPOCH).text();
  private final String second = lines.line(Instant.parse("2026-03-01T12:00:00Z")).text();
  private SecretsStand stand;

  @BeforeEach
  void open() throws IOException {
    stand = new SecretsStand();
  }

  @AfterEach
  void close() {
    stand.close();
  }

  @Test
  void destroysATenantsPartOfAllKeysAndOfNoOtherTenant() throws IOException {
    stand.put("# ours\n" + first + "\n" + second);
    assertThat(held("acme")).isEqualTo(2);

    destroy("acme");

    assertThat(held("acme")).isZero();
    assertThat(held("other")).isEqualTo(2);
    assertThat(stand.value(CURRENT).orElseThrow()).startsWith("# ours\n");
    assertThat(keyring(stand.value(CURRENT).orElseThrow()).keysOf("acme")).isZero();
    assertThat(stand.labels()).containsExactly(CURRENT);
  }

  @Test
  void changesNothingWhereNothingIsLeft() throws IOException {
    stand.put(first);
    destroy("acme");
    String before = stand.value(CURRENT).orElseThrow();
    int calls = stand.calls().size();

    destroy("acme");

    assertThat(stand.value(CURRENT)).contains(before);
    assertThat(stand.calls().subList(calls, stand.calls().size()))
        .containsOnly("DescribeSecret", "GetSecretValue");
  }

  /** Without a label nobody can ask for it but by its id, and AWS deletes it. */
  @Test
  void takesTheLabelsOfVersionsThatStillHoldThem() throws IOException {
    stand.put(first);
    stand.label("somebodys");
    stand.put(first + "\n" + second);

    destroy("acme");

    assertThat(stand.labels()).containsExactly(CURRENT);
    assertThat(held("acme")).isZero();
  }

  @Test
  void countsVersionsBeforeWhereAnErasureWasCutShort() throws IOException {
    stand.put(first);
    stand.put(Keyring.without("acme", first));

    assertThat(held("acme")).isEqualTo(1);
    destroy("acme");
    assertThat(held("acme")).isZero();
    assertThat(stand.labels()).containsExactly(CURRENT);
  }

  @Test
  void leavesVersionsAloneThatHoldNothingOfTheTenant() throws IOException {
    stand.put("what AWS makes up for a new secret");
    stand.put(Keyring.without("acme", first));

    destroy("acme");

    assertThat(stand.labels()).containsExactly(CURRENT, PREVIOUS);
  }

  @Test
  void aLineThatIsOutOfUseCountsAsWell() throws IOException {
    stand.put(Keyring.without("acme", first) + "\n# " + first);

    assertThat(held("acme")).isPositive();
    destroy("acme");
    assertThat(held("acme")).isZero();
  }

  /** A key that was added meanwhile must not be lost. */
  @Test
  void losesToWhoeverWritesMeanwhileAndIsFinishedByAnotherTry() throws IOException {
    stand.put(first);
    stand.beforeLabelsMove(() -> stand.put(first + "\n" + second));

    assertThatThrownBy(() -> destroy("acme"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not make the new version the current one");
    assertThat(stand.value(CURRENT)).contains(first + "\n" + second);

    destroy("acme");
    assertThat(held("acme")).isZero();
    assertThat(held("other")).isEqualTo(2);
    assertThat(stand.labels()).containsExactly(CURRENT);
  }

  @Test
  void saysWhatIsWrongWithASecretWithoutShowingIt() {
    stand.put("not-a-key");

    assertThatThrownBy(() -> held("acme"))
        .hasMessageContaining("the secret " + SecretsStand.NAME + " is no file of keys: line 1")
        .hasMessageNotContaining("not-a-key");
    assertThatThrownBy(() -> ofSecret("another").withKeys(keys -> keys.of("acme")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the secret another did not be described: status 400");
  }

  private long held(String tenant) throws IOException {
    return ofSecret(SecretsStand.NAME).withKeys(keys -> keys.of(tenant));
  }

  private void destroy(String tenant) throws IOException {
    boolean unused =
        ofSecret(SecretsStand.NAME)
            .withKeys(
                keys -> {
                  keys.destroy(tenant);
                  return true;
                });
  }

  private DeployedFactory ofSecret(String name) {
    return new DeployedFactory(
        KafkaConnection.plaintext("127.0.0.1:1"),
        RegistryConnection.open(URI.create("http://127.0.0.1:1")),
        new KeysPlace.InSecret(
            AwsConnection.local(stand.address()), name, Optional.of(stand.address())));
  }

  private static Keyring keyring(String text) {
    return Keyring.read(text, new ArrayList<>()).orElseThrow();
  }
}
