package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is read as it was written, and sorts as it should. */
class PackedTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 1L << 35, Long.MAX_VALUE})
  void readsNumbers(long number) {
    byte[] bytes = new PackedWriter().number(number).sorted(-number).number(7).bytes();
    PackedReader in = new PackedReader(bytes);

    assertThat(in.number()).isEqualTo(number);
    assertThat(in.sorted()).isEqualTo(-number);
    assertThat(in.number()).isEqualTo(7);
  }

  @Test
  void readsTextsOfAnyLength() {
    String text = "größer \uD83D\uDE80".repeat(100);
    byte[] bytes =
        new PackedWriter()
            .text("")
            .text(text)
            .optional(Optional.empty())
            .optional(Optional.of("x"))
            .bytes();
    PackedReader in = new PackedReader(bytes);

    assertThat(in.text()).isEmpty();
    assertThat(in.text()).isEqualTo(text);
    assertThat(in.optional()).isEmpty();
    assertThat(in.optional()).contains("x");
  }

  @Test
  void saysThatBytesEndTooEarly() {
    byte[] bytes = new PackedWriter().text("letters").bytes();

    assertThatThrownBy(() -> new PackedReader(Arrays.copyOf(bytes, 4)).text())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 bytes end in the middle");
    assertThatThrownBy(() -> new PackedReader(new byte[0]).number())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PackedWriter().number(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesNumbersThatNobodyWrote() {
    byte[] endless = new byte[10];
    Arrays.fill(endless, (byte) 0xff);

    assertThatThrownBy(() -> new PackedReader(endless).text())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 63 bits");
    assertThatThrownBy(
            () -> new PackedReader(new PackedWriter().number(1L << 31).bytes()).integer())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than an int holds");
  }

  @Test
  void keepsEveryPortionApart() {
    for (Use use : Use.values()) {
      for (Knowledge knowledge : Knowledge.values()) {
        for (int band = 0; band <= Portion.MAX_BAND; band++) {
          for (int kinds = 0; kinds < 1 << Tokens.KINDS; kinds++) {
            Portion portion = new Portion(use, knowledge, band, kinds);

            assertThat(Portion.of(portion.code())).isEqualTo(portion);
          }
        }
      }
    }
    assertThatThrownBy(() -> new Portion(Use.USEFUL, Knowledge.REPORTED, 16, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sortsWindowsOfAPipelineByTheirStart() {
    WindowKey early = key("acme", "letters", CostWindow.MINUTE, "1969-12-31T23:59:00Z");
    WindowKey noon = key("acme", "letters", CostWindow.MINUTE, "2026-11-26T12:00:00Z");
    WindowKey later = key("acme", "letters", CostWindow.MINUTE, "2026-11-26T12:01:00Z");
    byte[] from = WindowKey.from("acme", "letters", CostWindow.MINUTE, noon.startMillis());
    byte[] to = WindowKey.from("acme", "letters", CostWindow.MINUTE, later.startMillis());

    assertThat(Arrays.compareUnsigned(early.bytes(), from)).isNegative();
    assertThat(Arrays.compareUnsigned(from, noon.bytes())).isNegative();
    assertThat(Arrays.compareUnsigned(noon.bytes(), to)).isNegative();
    assertThat(Arrays.compareUnsigned(to, later.bytes())).isNegative();
  }

  @Test
  void tellsPipelinesApartWhoseNamesReadAlike() {
    assertThat(key("a/b", "c", CostWindow.DAY, "2026-11-26T00:00:00Z").bytes())
        .isNotEqualTo(key("a", "b/c", CostWindow.DAY, "2026-11-26T00:00:00Z").bytes());
  }

  @Test
  void readsKeysAndChargesAndWindows() {
    Series bare = new Series("t", "p", "m", 0, Optional.empty(), Lane.BULK);
    WindowKey key = new WindowKey(bare, CostWindow.HOUR, Fixtures.NOON.toEpochMilli());
    Charge charge =
        Fixtures.charge(
            Fixtures.call(1, Fixtures.NOON, new Tokens(1, 2, 3, 4, 5), Use.INVALID_ANSWER),
            Fixtures.call(2, Fixtures.NOON.plusSeconds(1), Tokens.NONE).ending());
    WindowSums sums =
        Fixtures.sums(charge.calls().get(0)).plus(Fixtures.sums(charge.calls().get(1)));
    WindowState state = new WindowState(-5, sums);

    assertThat(WindowKey.of(key.bytes())).isEqualTo(key);
    assertThat(Charge.of(charge.bytes())).isEqualTo(charge);
    assertThat(WindowState.of(state.bytes())).isEqualTo(state);
    assertThatThrownBy(() -> Charge.of(new byte[] {9}))
        .hasMessageContaining("form 9, this version reads 1");
    assertThatThrownBy(() -> WindowState.of(new byte[] {9}))
        .hasMessageContaining("form 9, this version reads 1");
  }

  private static WindowKey key(String tenant, String pipeline, CostWindow window, String start) {
    Series series = new Series(tenant, pipeline, "m", 1, Optional.empty(), Lane.BULK);
    return new WindowKey(series, window, Instant.parse(start).toEpochMilli());
  }
}
