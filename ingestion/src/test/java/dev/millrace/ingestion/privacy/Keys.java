package dev.millrace.ingestion.privacy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Keys for tests: always the same. */
public final class Keys {

  private Keys() {}

  /** One key, {@code k1}, from the beginning of time. */
  public static Keyring one() {
    return from(Map.of("k1", Instant.EPOCH));
  }

  /** A key for each id, in force from its instant. */
  public static Keyring from(Map<String, Instant> instants) {
    List<PersonalDataKey> keys = new ArrayList<>();
    instants.forEach((id, from) -> keys.add(key(id, from)));
    return new Keyring(keys);
  }

  static PersonalDataKey key(String id, Instant from) {
    byte[] secret = new byte[PersonalDataKey.SECRET_BYTES];
    Arrays.fill(secret, (byte) id.hashCode());
    return new PersonalDataKey(id, from, KeyTree.of(secret));
  }
}
