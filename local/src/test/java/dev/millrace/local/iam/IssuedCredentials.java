package dev.millrace.local.iam;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Temporary credentials, and for whom each was made. */
final class IssuedCredentials {

  /** As of roles at AWS. */
  private static final Duration VALID = Duration.ofHours(1);

  private final InstantSource clock;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Issued> byKey = new ConcurrentHashMap<>();

  IssuedCredentials(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What somebody signs with.
   *
   * @param roleArn the role that they are of
   */
  record Issued(String keyId, String secret, String token, String roleArn, Instant expires) {}

  Issued issue(String roleArn) {
    int number = count.incrementAndGet();
    Issued issued =
        new Issued(
            "ASIATEST" + number,
            "secret/of+" + number,
            "token/of+" + number + "==",
            roleArn,
            clock.instant().plus(VALID).truncatedTo(ChronoUnit.SECONDS));
    byKey.put(issued.keyId(), issued);
    return issued;
  }

  Optional<Issued> find(String keyId) {
    return Optional.ofNullable(byKey.get(keyId));
  }
}
