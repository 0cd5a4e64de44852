package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ApiKey;
import dev.millrace.record.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String GIVEN = ApiKeys.digest("given");
  private static final String ISSUED = ApiKeys.digest("issued");

  private final Map<String, ApiKey> topic = new HashMap<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final Set<String> erased = new HashSet<>();
  private final Callers callers =
      new Callers(
          new ApiKeys(Map.of(GIVEN, "acme")),
          digest -> Optional.ofNullable(topic.get(digest)),
          erased::contains,
          now::get);

  @Test
  void knowsTheKeysOfTheSettingsWithAllRoles() {
    assertThat(callers.caller(Optional.of("bearer  given ")))
        .contains(
            new Caller(
                "acme", GIVEN.substring(0, 12), Set.of(Role.PRODUCE, Role.CONSUME, Role.OPERATE)));
  }

  @Test
  void knowsIssuedKeysUntilTheyAreRevoked() {
    assertThat(callers.caller(Optional.of("Bearer issued"))).isEmpty();

    topic.put(ISSUED, key(Role.CONSUME));
    assertThat(callers.caller(Optional.of("Bearer issued")))
        .contains(new Caller("other", ISSUED.substring(0, 12), Set.of(Role.CONSUME)));

    topic.remove(ISSUED);
    assertThat(callers.caller(Optional.of("Bearer issued"))).isEmpty();
  }

  @Test
  void forgetsKeysWhenTheyExpire() {
    ApiKey key = key(Role.PRODUCE);
    key.setExpiresAt(NOON.plusSeconds(1));
    topic.put(ISSUED, key);

    assertThat(callers.caller(Optional.of("Bearer issued"))).isPresent();
    now.set(NOON.plusSeconds(1));
    assertThat(callers.caller(Optional.of("Bearer issued"))).isEmpty();
  }

  @Test
  void knowsNoKeyOfATenantThatWasErasedWhereverItIsFrom() {
    topic.put(ISSUED, key(Role.CONSUME));
    erased.add("acme");

    assertThat(callers.caller(Optional.of("Bearer given"))).isEmpty();
    assertThat(callers.caller(Optional.of("Bearer issued"))).isPresent();
    erased.add("other");
    assertThat(callers.caller(Optional.of("Bearer issued"))).isEmpty();
  }

  @Test
  void doesNotTrustARecordUnderTheDigestOfAnotherKey() {
    topic.put(ApiKeys.digest("wrong"), key(Role.PRODUCE));

    assertThat(callers.caller(Optional.of("Bearer wrong"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic given"})
  void knowsNobodyElse(String header) {
    assertThat(callers.caller(Optional.of(header))).isEmpty();
    assertThat(callers.caller(Optional.empty())).isEmpty();
  }

  @Test
  void doesNotTakeADigestForAKey() {
    assertThat(callers.caller(Optional.of("Bearer " + GIVEN))).isEmpty();
  }

  private static ApiKey key(Role... roles) {
    return ApiKey.newBuilder()
        .setId(ISSUED.substring(0, 12))
        .setDigest(ISSUED)
        .setTenant("other")
        .setName("test")
        .setRoles(List.of(roles))
        .setCreatedBy("test")
        .setCreatedAt(NOON)
        .build();
  }
}
