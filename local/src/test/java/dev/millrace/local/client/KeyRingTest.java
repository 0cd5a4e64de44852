package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.UnconfirmedChangeException;
import dev.millrace.record.ApiKey;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  private static final KeyRing.Wish WISH =
      new KeyRing.Wish("acme", Set.of(Role.PRODUCE), "checkout", Optional.empty(), "ada");

  private final Topic topic = new Topic();
  private final KeyRing ring =
      new KeyRing(topic, () -> Instant.parse("2026-11-25T12:00:00Z"), new SecureRandom());

  /** Keys in memory, behind brokers that may fail. */
  private static final class Topic implements AuditedTopic<ApiKey> {

    private final AvroCodec<ApiKey> codec =
        new AvroCodec<>(Topics.API_KEYS, new InMemorySchemaRegistry());
    private final Map<String, ApiKey> keys = new LinkedHashMap<>();
    private @Nullable IOException notTaken;
    private @Nullable RuntimeException broken;

    @Override
    public Map<String, ApiKey> values() {
      return keys;
    }

    @Override
    public byte[] encode(ApiKey key) {
      return codec.encode(key);
    }

    @Override
    public void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) throws IOException {
      if (notTaken != null) {
        throw notTaken;
      }
      String digest = new String(record.key(), UTF_8);
      if (record.value() == null) {
        keys.remove(digest);
      } else {
        keys.put(digest, codec.decode(record.value()));
      }
      if (broken != null) {
        throw broken;
      }
    }
  }

  @Test
  void aKeyIsIssuedListedAndRevoked() throws IOException {
    KeyRing.Issued issued = ring.issue(WISH);

    assertThat(issued.secret()).startsWith("mr_");
    assertThat(ring.keys()).containsExactly(issued.key());
    assertThat(ring.revoke(issued.key().getId(), "ada")).contains(issued.key());
    assertThat(ring.keys()).isEmpty();
  }

  @Test
  void whereNobodySaysWhetherAKeyWasStoredOneIsToldHowToFindOut() {
    topic.notTaken = new UnconfirmedChangeException(new TimeoutException("no answer"));

    assertThatThrownBy(() -> ring.issue(WISH))
        .isInstanceOf(UnconfirmedKeyException.class)
        .hasMessageMatching(
            "it is not known whether the new key ([0-9a-f]+) was stored, .*: run millrace keys list,"
                + " and millrace keys revoke \\1 if it is there\\..*")
        .hasMessageNotContaining("mr_");
  }

  @Test
  void aBreakdownBehindTheWritingLeavesItOpenToo() {
    topic.broken = new TimeoutException("no answer to the closing");

    UnconfirmedKeyException told =
        catchThrowableOfType(UnconfirmedKeyException.class, () -> ring.issue(WISH));

    assertThat(told).hasMessageContaining(ring.keys().get(0).getId());
  }

  @Test
  void whatWasSurelyNotStoredIsSaidToBeSo() {
    topic.notTaken = new IOException("the change is not made");

    assertThatThrownBy(() -> ring.issue(WISH))
        .isSameAs(topic.notTaken)
        .hasMessage("the change is not made");
  }

  @Test
  void whereNobodySaysWhetherAKeyWasRevokedOneIsToldHowToFindOut() throws IOException {
    String id = ring.issue(WISH).key().getId();
    topic.notTaken = new UnconfirmedChangeException(new TimeoutException("no answer"));

    assertThatThrownBy(() -> ring.revoke(id, "ada"))
        .isInstanceOf(UnconfirmedKeyException.class)
        .hasMessageStartingWith("it is not known whether the key " + id + " was revoked")
        .hasMessageEndingWith("revoke it again if it is there");
  }
}
