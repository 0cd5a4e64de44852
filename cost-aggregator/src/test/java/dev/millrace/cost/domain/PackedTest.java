package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is read as it was written, and sorts as it should. */
class PackedTest {

  private static final Tokens TOKENS = new Tokens(1, 2, 3, 4, 5);
  private static final ChargedCall CALL = Fixtures.call(1, Fixtures.NOON, TOKENS);

  /** The lane's name behind its length. */
  private static final String BULK = "0442554c4b";

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
    assertThatThrownBy(() -> new Portion(Use.USEFUL, Knowledge.REPORTED, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Portion(Use.USEFUL, Knowledge.REPORTED, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Portion(Use.USEFUL, Knowledge.REPORTED, 0, 1 << Tokens.KINDS))
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

  @Test
  void tellsPortionsApartByTheKindsOfTheirTokens() {
    assertThat(kinds(Tokens.NONE)).isZero();
    assertThat(kinds(new Tokens(9, 0, 0, 0, 0))).isEqualTo(1);
    assertThat(kinds(new Tokens(0, 9, 0, 0, 0))).isEqualTo(2);
    assertThat(kinds(new Tokens(0, 0, 9, 0, 0))).isEqualTo(4);
    assertThat(kinds(new Tokens(0, 0, 0, 9, 0))).isEqualTo(8);
    assertThat(kinds(new Tokens(0, 0, 0, 0, 9))).isEqualTo(16);
    assertThat(kinds(TOKENS)).isEqualTo(31);
  }

  /** Forms and codes that are in stores: another version has to find what this one stored. */
  @Test
  void isStoredAsTheVersionsBeforeStoredIt() {
    Portion portion = new Portion(Use.OFFLINE, Knowledge.ESTIMATED, 3, 0b1_0001);
    WindowKey key = key("a", "b", CostWindow.MINUTE, "1970-01-01T00:01:00Z");
    Charge charge =
        new Charge(
            new Charge.Subject(Charge.Kind.SHADOW, "r", "a", "b", Lane.BULK),
            1,
            List.of(
                new ChargedCall(
                    2, "m", 300, Optional.of("t"), 0, Optional.empty(), portion, TOKENS, true)));
    WindowSums sums = new WindowSums(4, new TreeMap<>(Map.of(portion, new Tally(2, TOKENS))));

    assertThat(portion.code()).isEqualTo(((3 * 32 + 17) * 4 + 1) * 8 + 5);
    assertThat(hex(key.bytes()))
        .isEqualTo("0161" + "0162" + "02316d" + "800000000000ea60" + "016d" + "01" + "00" + BULK);
    assertThat(hex(charge.bytes()))
        .isEqualTo(
            ("01" + "01" + "0172" + "0161" + "0162" + BULK + "8000000000000001" + "01")
                + ("02" + "016d" + "ac02" + "010174" + "8000000000000000" + "00" + "ad1c" + "01")
                + "0102030405");
    assertThat(hex(new WindowState(-1, sums).bytes()))
        .isEqualTo("01" + "7fffffffffffffff" + "04" + "01" + "ad1c" + "02" + "0102030405");
  }

  @Test
  void refusesCodesThatNobodyWrote() {
    byte[] kind = new PackedWriter().number(1).number(3).bytes();
    byte[] window =
        new PackedWriter().text("a").text("b").text("7d").sorted(0).text("m").number(1).bytes();

    assertThatThrownBy(() -> Charge.of(kind)).hasMessage("no kind of a charge has the code 3");
    assertThatThrownBy(() -> Portion.of(6)).hasMessage("no use has the code 6");
    assertThatThrownBy(() -> Portion.of(3 << 3)).hasMessage("no knowledge has the code 3");
    assertThatThrownBy(() -> WindowKey.of(window)).hasMessage("there is no window of 7d");
    assertThatThrownBy(() -> new Charge(Fixtures.charge(CALL).whose(), 0, List.of()))
        .hasMessage("a record without a paid call charges nothing");
  }

  @Test
  void readsBytesAndSaysThatTheyEndTooEarly() {
    byte[] value = {1, 2, 3};
    byte[] bytes = new PackedWriter().bytes(value).bytes(new byte[0]).number(9).bytes();
    PackedReader in = new PackedReader(bytes);

    assertThat(in.bytes()).isEqualTo(value);
    assertThat(in.bytes()).isEmpty();
    assertThat(in.number()).isEqualTo(9);
    assertThat(new PackedReader(Arrays.copyOf(bytes, 4)).bytes()).as("to its end").hasSize(3);
    assertThatThrownBy(() -> new PackedReader(Arrays.copyOf(bytes, 3)).bytes())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 bytes end in the middle");
  }

  /** As long as all of it, and longer than what is left. */
  @Test
  void saysThatTheRestIsTooShort() {
    byte[] bytes = {7, 2, 'x'};
    PackedReader text = new PackedReader(bytes);
    PackedReader plain = new PackedReader(bytes);

    assertThat(text.number()).isEqualTo(7);
    assertThatThrownBy(text::text).hasMessageContaining("3 bytes end in the middle");
    assertThat(plain.number()).isEqualTo(7);
    assertThatThrownBy(plain::bytes).hasMessageContaining("3 bytes end in the middle");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -256, -1, 0, 1, 255, Long.MAX_VALUE})
  void readsAnyNumberInEightBytes(long number) {
    assertThat(new PackedReader(new PackedWriter().sorted(number).bytes()).sorted())
        .isEqualTo(number);
  }

  @Test
  void growsForWhateverIsWritten() {
    for (int length = 150; length < 200; length++) {
      String text = "x".repeat(length);
      PackedReader in =
          new PackedReader(new PackedWriter().text(text).number(300).sorted(-1).text("y").bytes());

      assertThat(in.text()).isEqualTo(text);
      assertThat(in.integer()).isEqualTo(300);
      assertThat(in.sorted()).isEqualTo(-1);
      assertThat(in.text()).isEqualTo("y");
    }
    byte[] largest = new PackedWriter().number(Integer.MAX_VALUE).bytes();
    assertThat(new PackedReader(largest).integer()).isEqualTo(Integer.MAX_VALUE);
  }

  private static int kinds(Tokens tokens) {
    return Portion.of(Use.USEFUL, Knowledge.REPORTED, 0, tokens).kinds();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static WindowKey key(String tenant, String pipeline, CostWindow window, String start) {
    Series series = new Series(tenant, pipeline, "m", 1, Optional.empty(), Lane.BULK);
    return new WindowKey(series, window, Instant.parse(start).toEpochMilli());
  }
}
