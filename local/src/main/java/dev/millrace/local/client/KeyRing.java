package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.UnconfirmedChangeException;
import dev.millrace.record.ApiKey;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The keys that were issued: in their topic, as digests. Gateways take what changes here within
 * milliseconds.
 */
public final class KeyRing {

  private final AuditedTopic<ApiKey> topic;
  private final InstantSource clock;
  private final SecureRandom random;

  public KeyRing(RunningFactory factory, InstantSource clock, SecureRandom random) {
    this(AuditedTopic.ofAll(Topics.API_KEYS, factory, clock), clock, random);
  }

  KeyRing(AuditedTopic<ApiKey> topic, InstantSource clock, SecureRandom random) {
    this.topic = topic;
    this.clock = clock;
    this.random = random;
  }

  /**
   * What a new key is to be.
   *
   * @param name what its owner calls it; may be empty
   * @param lifetime empty for a key that does not expire
   * @param by who issues it
   */
  public record Wish(
      String tenant, Set<Role> roles, String name, Optional<Duration> lifetime, String by) {}

  /**
   * A key that was just issued.
   *
   * @param secret the key itself, which is kept nowhere
   */
  public record Issued(String secret, ApiKey key) {

    @Override
    public String toString() {
      return "Issued[secret=***, key=" + key.getId() + "]";
    }
  }

  /**
   * Issues a key.
   *
   * @throws UnconfirmedKeyException where nobody said whether it was stored
   * @throws IOException where it was surely not
   */
  public Issued issue(Wish wish) throws IOException {
    String secret = ApiKeys.fresh(random);
    String digest = ApiKeys.digest(secret);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ApiKey key =
        ApiKey.newBuilder()
            .setId(ApiKeys.id(digest))
            .setDigest(digest)
            .setTenant(wish.tenant())
            .setName(wish.name())
            .setRoles(wish.roles().stream().sorted().toList())
            .setCreatedBy(wish.by())
            .setCreatedAt(now)
            .setExpiresAt(wish.lifetime().map(now::plus).orElse(null))
            .build();
    byte[] value = topic.encode(key);
    try {
      topic.write(
          AuditEntry.of(wish.by(), "key.create", key.getId())
              .of(Optional.of(wish.tenant()))
              .change(Optional.empty(), Optional.of(value)),
          new ProducerRecord<>(Topics.API_KEYS.name(), digest.getBytes(UTF_8), value));
    } catch (UnconfirmedChangeException | KafkaException e) {
      throw UnconfirmedKeyException.issuing(key.getId(), e);
    }
    return new Issued(secret, key);
  }

  /** Keys that are not revoked, oldest first; expired ones as well. */
  public List<ApiKey> keys() {
    return topic.values().values().stream()
        .sorted(Comparator.comparing(ApiKey::getCreatedAt))
        .toList();
  }

  /**
   * Revokes a key by its id, and returns it; nothing where there is none.
   *
   * @param by who revokes it
   * @throws UnconfirmedKeyException where nobody said whether it was revoked
   * @throws IOException where it was surely not
   */
  public Optional<ApiKey> revoke(String id, String by) throws IOException {
    Optional<ApiKey> key = keys().stream().filter(one -> one.getId().equals(id)).findFirst();
    if (key.isPresent()) {
      byte[] digest = key.get().getDigest().getBytes(UTF_8);
      try {
        topic.write(
            AuditEntry.of(by, "key.revoke", id).of(Optional.of(key.get().getTenant())),
            new ProducerRecord<>(Topics.API_KEYS.name(), digest, null));
      } catch (UnconfirmedChangeException | KafkaException e) {
        throw UnconfirmedKeyException.revoking(id, e);
      }
    }
    return key;
  }
}
