package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

  private static final String ACME = ApiKeys.digest("secret of acme");
  private static final String OTHER = ApiKeys.digest("secret of other");

  @Test
  void readsTenantsByDigest() {
    ApiKeys keys = ApiKeys.parse(ACME.toUpperCase(Locale.ROOT) + "=acme, " + OTHER + " = other");

    assertThat(keys.tenants()).containsOnly(Map.entry(ACME, "acme"), Map.entry(OTHER, "other"));
  }

  @Test
  void makesKeysThatNobodyCanGuess() {
    SecureRandom random = new SecureRandom();
    String key = ApiKeys.fresh(random);

    assertThat(key).matches("mr_[A-Za-z0-9_-]{43}").isNotEqualTo(ApiKeys.fresh(random));
    assertThat(ApiKeys.id(ApiKeys.digest(key))).matches("[0-9a-f]{12}");
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
