package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

  private static final String ACME = ApiKeys.digest("secret of acme");
  private static final String OTHER = ApiKeys.digest("secret of other");

  @Test
  void knowsTheTenantOfAKey() {
    ApiKeys keys = ApiKeys.parse(ACME.toUpperCase(Locale.ROOT) + "=acme, " + OTHER + " = other");

    assertThat(keys.tenant(Optional.of("Bearer secret of acme"))).contains("acme");
    assertThat(keys.tenant(Optional.of("bearer  secret of other "))).contains("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic secret of acme"})
  void knowsNobodyElse(String header) {
    assertThat(ApiKeys.parse(ACME + "=acme").tenant(Optional.of(header))).isEmpty();
    assertThat(ApiKeys.parse(ACME + "=acme").tenant(Optional.empty())).isEmpty();
  }

  @Test
  void doesNotTakeADigestForAKey() {
    assertThat(ApiKeys.parse(ACME + "=acme").tenant(Optional.of("Bearer " + ACME))).isEmpty();
  }

  @Test
  void refusesTheSameKeyForTwoTenants() {
    assertThatThrownBy(
            () -> ApiKeys.parse(ACME + "=acme," + ACME.toUpperCase(Locale.ROOT) + "=other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given for acme and for other")
        .hasMessageNotContaining(ACME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret of acme=acme", "acme", "abc=acme", "="})
  void refusesWhatIsNoDigest(String text) {
    assertThatThrownBy(() -> ApiKeys.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DIGEST=TENANT")
        .hasMessageNotContaining("secret");
  }
}
