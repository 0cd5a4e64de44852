package dev.millrace.bedrock.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.model.TokenUsage;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String CLAUDE = "anthropic.claude-sonnet-4-20250514-v1:0";

  private final ManualClock clock = new ManualClock();

  @Test
  void takesInputAndAllThatMayBeWritten() {
    Quotas quotas = tokens(1000);

    granted(quotas.reserve(NOVA, 700));

    assertThat(quotas.reserve(NOVA, 301)).isEqualTo(new Grant.Refused(Grant.Scarce.TOKENS));
    granted(quotas.reserve(NOVA, 300));
  }

  @Test
  void givesBackWhatWasNotWritten() {
    Quotas quotas = tokens(1000);

    granted(quotas.reserve(NOVA, 1000)).settle(new TokenUsage(100, 50));

    assertThat(model(quotas, NOVA).at("/tokens/used").asLong()).isEqualTo(150);
    granted(quotas.reserve(NOVA, 850));
  }

  @Test
  void settlesOutputByItsBurndown() {
    Quotas quotas = tokens(1000);

    granted(quotas.reserve(CLAUDE, 300)).settle(new TokenUsage(100, 50));

    assertThat(model(quotas, CLAUDE).at("/tokens/used").asLong()).isEqualTo(100 + 5 * 50);
    assertThat(model(quotas, CLAUDE).at("/tokens/settled").asLong()).isEqualTo(350);
    assertThat(model(quotas, CLAUDE).at("/tokens/reserved").asLong()).isZero();
  }

  @Test
  void hasWhatWasBurnedBeyondTheQuotaPaidBackFirst() {
    Quotas quotas = tokens(600);

    granted(quotas.reserve(CLAUDE, 600)).settle(new TokenUsage(0, 240));

    assertThat(model(quotas, CLAUDE).at("/tokens/used").asLong()).isEqualTo(1200);
    clock.advance(Duration.ofSeconds(60));
    assertThat(quotas.reserve(CLAUDE, 1)).isInstanceOf(Grant.Refused.class);
    clock.advance(Duration.ofSeconds(1));
    granted(quotas.reserve(CLAUDE, 10));
    assertThat(quotas.reserve(CLAUDE, 1)).isInstanceOf(Grant.Refused.class);
  }

  @Test
  void comesBackWithinAMinuteAndNoFurther() {
    Quotas quotas = tokens(1000);
    granted(quotas.reserve(NOVA, 1000)).settle(new TokenUsage(1000, 0));

    clock.advance(Duration.ofMillis(60));
    assertThat(model(quotas, NOVA).at("/tokens/used").asLong()).isEqualTo(999);
    clock.advance(Duration.ofDays(400));
    assertThat(model(quotas, NOVA).at("/tokens/used").asLong()).isZero();
    assertThat(quotas.reserve(NOVA, 1001)).isInstanceOf(Grant.Refused.class);
  }

  @Test
  void countsRequestsWhateverTheyTake() {
    Quotas quotas = quotas(new QuotaLimits(OptionalLong.empty(), OptionalLong.of(2), NONE));
    granted(quotas.reserve(NOVA, 1)).settle(TokenUsage.NONE);
    granted(quotas.reserve(NOVA, 1)).settle(TokenUsage.NONE);

    assertThat(quotas.reserve(NOVA, 1)).isEqualTo(new Grant.Refused(Grant.Scarce.REQUESTS));

    clock.advance(Duration.ofSeconds(30));
    granted(quotas.reserve(NOVA, 1));
    assertThat(quotas.reserve(NOVA, 1)).isInstanceOf(Grant.Refused.class);
    assertThat(model(quotas, NOVA))
        .hasToString(
            "{\"requests\":{\"limit\":2,\"used\":2},\"burndown\":1,\"admitted\":3,"
                + "\"throttled\":{\"tokens\":0,\"requests\":2}}");
  }

  @Test
  void takesNothingForThrottledCalls() {
    Quotas quotas = quotas(new QuotaLimits(OptionalLong.of(10), OptionalLong.of(5), NONE));

    for (int i = 0; i < 20; i++) {
      assertThat(quotas.reserve(NOVA, 11)).isEqualTo(new Grant.Refused(Grant.Scarce.TOKENS));
    }

    assertThat(model(quotas, NOVA).at("/requests/used").asLong()).isZero();
    assertThat(model(quotas, NOVA).at("/tokens/used").asLong()).isZero();
    assertThat(model(quotas, NOVA).at("/throttled/tokens").asLong()).isEqualTo(20);
  }

  @Test
  void keepsAQuotaForEachIdOfOneKey() {
    Quotas quotas = tokens(100);

    granted(quotas.reserve(NOVA, 100));

    granted(quotas.reserve("us." + NOVA, 100));
    assertThat(quotas.reserve(NOVA, 1)).isInstanceOf(Grant.Refused.class);
  }

  @Test
  void limitsNothingThatIsNotDeclared() {
    Quotas quotas = new Quotas(new ByModel<>(Map.of()), clock);

    granted(quotas.reserve(NOVA, Long.MAX_VALUE)).settle(new TokenUsage(1, 1));

    assertThat(quotas.json().path("models")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-pro-v1:0, 1",
    "anthropic.claude-v2:1, 1",
    "anthropic.claude-instant-v1, 1",
    "anthropic.claude-3-haiku-20240307-v1:0, 1",
    "us.anthropic.claude-3-5-sonnet-20241022-v2:0, 1",
    "us.anthropic.claude-3-7-sonnet-20250219-v1:0, 5",
    "anthropic.claude-sonnet-4-20250514-v1:0, 5",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0, 5"
  })
  void burnsDownAsBedrockDoes(String model, int burndown) {
    QuotaLimits limits = new QuotaLimits(OptionalLong.of(1), OptionalLong.empty(), NONE);

    assertThat(limits.burndown(model)).isEqualTo(burndown);
  }

  @Test
  void burnsDownAsDeclared() {
    QuotaLimits limits =
        new QuotaLimits(OptionalLong.of(1), OptionalLong.empty(), OptionalInt.of(15));

    assertThat(limits.burndown(NOVA)).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, QuotaLimits.MOST_PER_MINUTE + 1})
  void refusesLimitsThatAreNone(long limit) {
    assertThatThrownBy(() -> new QuotaLimits(OptionalLong.of(limit), OptionalLong.empty(), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens a minute: " + limit);
  }

  private static final OptionalInt NONE = OptionalInt.empty();

  private Quotas tokens(long limit) {
    return quotas(new QuotaLimits(OptionalLong.of(limit), OptionalLong.empty(), NONE));
  }

  private Quotas quotas(QuotaLimits limits) {
    return new Quotas(new ByModel<>(Map.of("", limits)), clock);
  }

  private static Grant.Reserved granted(Grant grant) {
    assertThat(grant).isInstanceOf(Grant.Reserved.class);
    return (Grant.Reserved) grant;
  }

  private static JsonNode model(Quotas quotas, String id) {
    return quotas.json().path("models").path(id);
  }
}
