package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.record.ApiKey;
import dev.millrace.record.Role;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds out who calls. Keys are looked up by their digests, so that the time it takes tells nothing
 * about any key.
 *
 * @param given keys of the settings; each has all roles
 * @param issued finds keys that were issued, by digest; a key that was revoked is not found
 * @param isErased whether a tenant was erased, or may have been: none of its keys is known any
 *     more, wherever it is from
 * @param clock for keys that expire
 */
record Callers(
    ApiKeys given,
    Function<String, Optional<ApiKey>> issued,
    Predicate<String> isErased,
    InstantSource clock) {

  private static final String SCHEME = "Bearer ";
  private static final Set<Role> ALL_ROLES = EnumSet.allOf(Role.class);

  /** Whom an Authorization header proves; empty where it proves nobody. */
  Optional<Caller> caller(Optional<String> authorization) {
    return authorization
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> ApiKeys.digest(value.substring(SCHEME.length()).strip()))
        .flatMap(digest -> ofSettings(digest).or(() -> ofTopic(digest)))
        .filter(caller -> !isErased.test(caller.tenant()));
  }

  private Optional<Caller> ofSettings(String digest) {
    return Optional.ofNullable(given.tenants().get(digest))
        .map(tenant -> new Caller(tenant, ApiKeys.id(digest), ALL_ROLES));
  }

  private Optional<Caller> ofTopic(String digest) {
    return issued
        .apply(digest)
        .filter(key -> isSame(key.getDigest(), digest) && !isExpired(key))
        .map(key -> new Caller(key.getTenant(), key.getId(), Set.copyOf(key.getRoles())));
  }

  /** A record under a key that is not its digest proves nothing. */
  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }

  private boolean isExpired(ApiKey key) {
    Instant end = key.getExpiresAt();
    return end != null && !clock.instant().isBefore(end);
  }
}
