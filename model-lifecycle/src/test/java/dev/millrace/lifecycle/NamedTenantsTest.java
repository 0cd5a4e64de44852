package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.AuditEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamedTenantsTest {

  @Test
  void keepsWhoIsNamedOfWhatAndNothingElse() {
    NamedTenants named = new NamedTenants();

    named.take(event("tenant.in-training", "tickets/2", "acme"));
    named.take(event("tenant.in-training", "tickets/2", "acme"));
    named.take(event("tenant.in-training", "tickets/2", "globex"));
    named.take(event("tenant.in-training", "tickets run 2", "initech"));
    named.take(event("tenant.erase", "tickets/2", "umbrella"));
    named.take(event("tenant.in-training", "tickets/3", null));

    assertThat(named.of("tickets/2")).containsExactlyInAnyOrder("acme", "globex");
    assertThat(named.of("tickets/3")).isEmpty();
  }

  private static AuditEvent event(String action, String subject, @Nullable String tenant) {
    return AuditEvent.newBuilder()
        .setActor("model-lifecycle")
        .setAction(action)
        .setSubject(subject)
        .setTenant(tenant)
        .setAt(Instant.EPOCH)
        .build();
  }
}
