package dev.millrace.inference.domain.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.pack.PackedSize;
import dev.millrace.platform.pricing.domain.Pricing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The most that a call of 40 bytes, and of 16 tokens at most, can cost. */
class CallBoundTest {

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final Instant MORNING = Requests.BEGINNING.plus(Duration.ofHours(8));
  private static final Instant MIDNIGHT = Requests.BEGINNING.plus(Duration.ofDays(1));
  private static final ModelInput.Chat INPUT =
      new ModelInput.Chat(Optional.of("x".repeat(10)), "y".repeat(30), 16, OptionalDouble.empty());
  private static final ModelCall CALL =
      new ModelCall("request-1", "acme", "tickets", 1, Requests.NOVA, INPUT);

  /** A token of the input costs 1, one of the output 1,000, and all of it more on later days. */
  private static final Pricing RISING =
      (model, at, usage) ->
          Optional.of(
              BigDecimal.valueOf(usage.getInputTokens() + 1_000 * usage.getOutputTokens())
                  .multiply(BigDecimal.valueOf(days(at) + 1)));

  private static final Pricing FALLING =
      (model, at, usage) -> Optional.of(BigDecimal.valueOf(100 - days(at)));

  @Test
  void takesEveryByteForATokenAndTheLongestAnswer() {
    assertThat(bound(RISING, MORNING, MORNING.plusSeconds(60)))
        .contains(BigDecimal.valueOf(40 + 64 + 16_000));
  }

  @Test
  void takesWhatIsAskedAgainForMore() {
    ModelInput.Correction correction = new ModelInput.Correction("größer", "no");
    ModelInput.Chat longer =
        new ModelInput.Chat(
            INPUT.system(), INPUT.user(), 16, INPUT.temperature(), Optional.of(correction));
    ModelCall again = new ModelCall("request-1", "acme", "tickets", 2, Requests.NOVA, longer);

    assertThat(CallBound.of(again, Optional.empty(), RISING, MORNING, MIDNIGHT))
        .contains(BigDecimal.valueOf(40 + 8 + 2 + 64 + 16_000));
  }

  @Test
  void takesTheHighestPriceOfAllDaysOnWhichItMayBegin() {
    BigDecimal today = BigDecimal.valueOf(16_104);

    assertThat(bound(RISING, MORNING, MIDNIGHT)).as("it begins before that").contains(today);
    assertThat(bound(RISING, MORNING, MIDNIGHT.plusMillis(1)))
        .contains(today.multiply(BigDecimal.valueOf(2)));
    assertThat(bound(RISING, MORNING, MIDNIGHT.plus(Duration.ofDays(2)).plusMillis(1)))
        .contains(today.multiply(BigDecimal.valueOf(4)));
    assertThat(bound(FALLING, MORNING, MIDNIGHT.plus(Duration.ofDays(2))))
        .contains(BigDecimal.valueOf(100));
  }

  @Test
  void isNoneWhereTheModelHasNoPriceOnOneOfTheDays() {
    Pricing until = (model, at, usage) -> days(at) > 0 ? Optional.empty() : Optional.of(ONE);
    Pricing from = (model, at, usage) -> days(at) < 1 ? Optional.empty() : Optional.of(ONE);

    assertThat(bound(until, MORNING, MIDNIGHT)).contains(ONE);
    assertThat(bound(until, MORNING, MIDNIGHT.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(bound(from, MORNING, MIDNIGHT.plus(Duration.ofDays(2)))).isEmpty();
  }

  @Test
  void isThatOfARecordPackedAloneWhereTheCallMayBeShared() {
    Sharing sharing = new Sharing(8, Duration.ZERO, Sharing.Form.LABEL);
    PackedSize size = PackedSize.of(INPUT, Sharing.Form.LABEL);

    assertThat(CallBound.of(CALL, Optional.of(sharing), RISING, MORNING, MIDNIGHT))
        .contains(BigDecimal.valueOf(size.inputBytes() + 64 + 1_000 * size.outputTokens()));
    assertThat(size.inputBytes()).isGreaterThan(INPUT.bytes());
    assertThat(size.outputTokens()).isEqualTo(16 + 16);
  }

  private static Optional<BigDecimal> bound(Pricing pricing, Instant now, Instant deadline) {
    return CallBound.of(CALL, Optional.empty(), pricing, now, deadline);
  }

  private static long days(Instant at) {
    return Duration.between(Requests.BEGINNING, at).toDays();
  }
}
