package dev.millrace.platform.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.TenantLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ErasedTenantsTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private final Map<String, TenantLimits> known = new HashMap<>();
  private final Set<String> unread = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private final ErasedTenants erased =
      new ErasedTenants(
          tenant -> Optional.ofNullable(known.get(tenant)), () -> unread, warnings::add);

  @Test
  void areThoseWithAMark() {
    put("acme", NOON);
    put("globex", null);

    assertThat(erased).accepts("acme").rejects("globex", "nobody");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aMarkIsSeenWhenItIsWritten() {
    assertThat(erased).rejects("acme");

    put("acme", NOON);

    assertThat(erased).accepts("acme");
  }

  @Test
  void aTenantWhoseRecordCannotBeReadMayHaveBeenErased() {
    unread.add("acme");

    assertThat(erased).accepts("acme").rejects("globex");
    assertThat(erased).accepts("acme");
    assertThat(warnings).as("once").containsExactly("acme");
  }

  @Test
  void itEndsWithARecordThatCanBeRead() {
    unread.add("acme");
    assertThat(erased).accepts("acme");

    unread.clear();
    put("acme", null);

    assertThat(erased).rejects("acme");
  }

  /** The view says what was in force before. */
  @Test
  void whatWasReadBeforeStaysInForce() {
    put("acme", null);
    put("globex", NOON);
    unread.addAll(Set.of("acme", "globex"));

    assertThat(erased).rejects("acme").accepts("globex");
    assertThat(warnings).isEmpty();
  }

  private void put(String tenant, @Nullable Instant erasedAt) {
    known.put(
        tenant,
        TenantLimits.newBuilder()
            .setTenant(tenant)
            .setErasedAt(erasedAt)
            .setChangedBy("ann")
            .setChangedAt(NOON)
            .build());
  }
}
