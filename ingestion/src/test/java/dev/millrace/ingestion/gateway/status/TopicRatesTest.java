package dev.millrace.ingestion.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicRatesTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TOPIC = "predictions";

  private final TopicRates rates = new TopicRates();

  @Test
  void knowsNoRateBeforeTheSecondLook() {
    assertThat(rates.perSecond(TOPIC)).isEmpty();

    look(0, 5);
    assertThat(rates.perSecond(TOPIC)).isEmpty();

    look(2, 25);
    assertThat(rates.perSecond(TOPIC)).hasValue(10);
    assertThat(rates.perSecond("others")).isEmpty();
  }

  @Test
  void forgetsWhatIsLongerAgoThanItsSpan() {
    for (int second = 0; second <= 10; second += 2) {
      look(second, 100L * second);
    }
    for (int second = 12; second <= 24; second += 2) {
      look(second, 1000);
    }

    assertThat(rates.perSecond(TOPIC)).hasValue(0);
  }

  @Test
  void keepsTheLookBeforeALongSilence() {
    look(0, 0);
    look(60, 600);

    assertThat(rates.perSecond(TOPIC)).hasValue(10);
  }

  @Test
  void saysNothingOfATopicThatWasMadeAnew() {
    look(0, 500);
    look(2, 3);

    assertThat(rates.perSecond(TOPIC)).isEmpty();
  }

  @Test
  void saysNothingFromLooksThatAreTooClose() {
    rates.add(BEGINNING, Map.of(TOPIC, 1L));
    rates.add(BEGINNING.plusMillis(5), Map.of(TOPIC, 2L));

    assertThat(rates.perSecond(TOPIC)).isEmpty();
  }

  private void look(int second, long end) {
    rates.add(BEGINNING.plusSeconds(second), Map.of(TOPIC, end));
  }
}
