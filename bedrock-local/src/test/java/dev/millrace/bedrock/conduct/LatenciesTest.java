package dev.millrace.bedrock.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private static final long SEED = 7;
  private static final int MANY = 20_000;

  @Test
  void isUsualWhereNothingIsDeclared() {
    Latencies latencies = new Latencies(new ByModel<>(Map.of()), fixed(20), SEED);

    assertThat(latencies.next("a.b").of(100)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void addsTimeForEveryToken() {
    Latency latency = new Latency(new Latency.Fixed(Duration.ofMillis(20)), Duration.ofMillis(3));

    assertThat(of(latency).next("a.b").of(10)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void repeatsWhatWasRecorded() {
    Latencies latencies =
        of(
            new Latency(
                new Latency.Recorded(List.of(Duration.ofMillis(1), Duration.ofMillis(9))),
                Duration.ZERO));

    assertThat(millis(latencies, "a.b", 5)).containsExactly(1.0, 9.0, 1.0, 9.0, 1.0);
    assertThat(millis(latencies, "a.c", 1)).containsExactly(1.0);
  }

  @Test
  void hasThePercentilesThatWereAskedFor() {
    Latency.Lognormal shape = Latency.Lognormal.of(Duration.ofMillis(400), Duration.ofMillis(3000));

    List<Double> drawn =
        millis(of(new Latency(shape, Duration.ZERO)), "a.b", MANY).stream().sorted().toList();

    assertThat(drawn.get(MANY / 2)).as("seed " + SEED).isCloseTo(400, within(20.0));
    assertThat(drawn.get(MANY * 99 / 100)).as("seed " + SEED).isCloseTo(3000, within(300.0));
  }

  @Test
  void givesTheMedianWithoutSpread() {
    Latency latency = new Latency(new Latency.Lognormal(Duration.ofMillis(50), 0), Duration.ZERO);

    assertThat(millis(of(latency), "a.b", 3)).containsOnly(50.0);
  }

  @Test
  void drawsTheSameUnderTheSameSeed() {
    Latency latency = new Latency(new Latency.Lognormal(Duration.ofMillis(50), 1), Duration.ZERO);

    List<Double> once = millis(of(latency), "a.b", 100);

    assertThat(millis(of(latency), "a.b", 100)).isEqualTo(once);
    assertThat(millis(of(latency), "a.c", 100)).isNotEqualTo(once);
    assertThat(millis(new Latencies(all(latency), fixed(0), SEED + 1), "a.b", 100))
        .isNotEqualTo(once);
  }

  @Test
  void refusesWhatIsNoDistribution() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> Latency.Lognormal.of(second, Duration.ofMillis(1)))
        .hasMessageContaining("p99 of the latency is less than its p50");
    assertThatThrownBy(() -> new Latency.Lognormal(Duration.ZERO, 1))
        .hasMessageContaining("not positive");
    assertThatThrownBy(() -> new Latency.Lognormal(second, Double.NaN))
        .hasMessageContaining("sigma of the latency is NaN");
    assertThatThrownBy(() -> new Latency.Recorded(List.of()))
        .hasMessageContaining("no latency was recorded");
  }

  private static Latency fixed(long millis) {
    return Latency.fixed(Duration.ofMillis(millis));
  }

  private static Latencies of(Latency latency) {
    return new Latencies(all(latency), fixed(0), SEED);
  }

  private static ByModel<Latency> all(Latency latency) {
    return new ByModel<>(Map.of("", latency));
  }

  private static List<Double> millis(Latencies latencies, String model, int count) {
    return Stream.generate(() -> latencies.next(model).before().toNanos() / 1e6)
        .limit(count)
        .toList();
  }
}
