package dev.millrace.ingestion.domain.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecognisersTest {

  private static final int LONG = 64 * 1024;
  private static final int SHORT = LONG / 8;
  private static final int RUNS = 50;

  /** A square of {@link #LONG} steps takes some hundred times as long. */
  private static final long SLACK_NANOS = 20_000_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMAIL | bob@example.com",
        "EMAIL | bob.o'hara+lists@mail.example.co.uk",
        "EMAIL | bounces+bob=example.org@lists.example.com",
        "EMAIL | jos\u00e9@exempl\u00e9.fr",
        "EMAIL | a@xn--d1acufc.xn--p1ai",
        "IBAN | GB82WEST12345698765432",
        "IBAN | GB82 WEST 1234 5698 7654 32",
        "IBAN | de89370400440532013000",
        "IBAN | MT84MALT011000012345MTLCAST001S",
        "IBAN | NO93-8601-1117-947",
        "CARD | 4012888888881881",
        "CARD | 4012 8888 8888 1881",
        "CARD | 4012-8888-8888-1881",
        "CARD | 4012\u00a08888\u00a08888\u00a01881",
        "CARD | 3782 822463 10005",
        "CARD | 6759649826438453",
        "CARD | 4222222222222",
        "SSN | 078-05-1123",
        "SSN | 078 05 1123",
        "SSN | 078\u201105\u20111123",
        "IP | 192.168.1.1",
        "IP | 10.0.0.0/8",
        "IP | 2001:db8::1",
        "IP | fe80::1%eth0",
        "IP | ::ffff:192.0.2.1",
        "IP | 2001:db8:1:2:3:4:5:6/64",
        "PHONE | +46 (0)8 928 571 38",
        "PHONE | +1-984-182-0190",
        "PHONE | 0049 30 1234567",
        "PHONE | (579)888-3058",
        "PHONE | 541-714-1388",
        "PHONE | 345.899.3560x4587",
        "PHONE | 01.84.17.61.18",
        "PHONE | (08) 8747 6301",
        "PHONE | 07700 063 966",
      })
  void findsEachKindWhereverItStands(Kind kind, String text) {
    for (String frame :
        List.of("%s", "see %s.", "(%s)", "\u5361\u53f7 %s\u8bf7", "a: %s, b", "\"%s\"")) {
      String sentence = frame.formatted(text);
      int start = frame.indexOf("%s");

      assertThat(Recognisers.find(sentence))
          .as(sentence)
          .containsExactly(new Finding(kind, start, start + text.length()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no digits at all",
        "bob@localhost",
        "@home @work",
        "a @ b.com",
        "GB83WEST12345698765432",
        "XX82WEST12345698765432",
        "at12 noon we went to town",
        "4012888888881882",
        "4012-8888 8888-1881",
        "1764097676000",
        "0.6666666666666664",
        "40128888888818811111",
        "a4012888888881881",
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "078-00-1123",
        "078-05-0000",
        "078-05 1123",
        "078051123",
        "12345-6789",
        "version 1.2.3",
        "v1.2.3.4",
        "300.1.1.1",
        "std::cout",
        "face::bad",
        "aa:bb:cc:dd:ee:ff",
        "12:34:56",
        "2026-11-25T19:07:56Z",
        "01.02.2024",
        "2024-01-15",
        "9498777106",
        "order 123-456",
        "0001-2345678",
      })
  void leavesOtherTextsAlone(String text) {
    assertThat(Recognisers.find(text)).isEmpty();
  }

  @Test
  void findsSeveralKindsInOneTextFromLeftToRight() {
    assertThat(
            Recognisers.find(
                "bob@example.com paid with 4012 8888 8888 1881 from 10.0.0.1, call +1 202 555 0123"))
        .extracting(Finding::kind)
        .containsExactly(Kind.EMAIL, Kind.CARD, Kind.IP, Kind.PHONE);
  }

  @Test
  void findsAddressesThatStandSideBySide() {
    assertThat(Recognisers.find("a@b.com,c@d.org;e@f.net@g.info"))
        .containsExactly(
            new Finding(Kind.EMAIL, 0, 7),
            new Finding(Kind.EMAIL, 8, 15),
            new Finding(Kind.EMAIL, 16, 23));
  }

  @Test
  void findsEveryNumberThatIsMadeByTheRules() {
    long seed = new Random().nextLong();
    System.out.println("seed of made numbers: " + seed);
    Random dice = new Random(seed);

    for (int i = 0; i < 500; i++) {
      String card = card(dice);
      String iban = iban(dice);
      String ssn = ssn(dice);
      assertThat(Recognisers.find("It is " + card + ", not " + iban + " nor " + ssn + "."))
          .extracting(Finding::kind)
          .as("seed %d: %s %s %s", seed, card, iban, ssn)
          .containsExactly(Kind.CARD, Kind.IBAN, Kind.SSN);
      assertThat(Recognisers.find(withOtherLastDigit(card, dice)))
          .as("seed %d: %s", seed, card)
          .extracting(Finding::kind)
          .doesNotContain(Kind.CARD);
      assertThat(Recognisers.find(withOtherLastDigit(iban, dice)))
          .as("seed %d: %s", seed, iban)
          .extracting(Finding::kind)
          .doesNotContain(Kind.IBAN);
    }
  }

  /** Eight times the text takes some eight times as long, where a square would take sixty-four. */
  @ParameterizedTest
  @MethodSource("adversaries")
  @Tag("simulation")
  void takesTimeInProportionToTheLength(Supplier<String> adversary) {
    String text = adversary.get().repeat(LONG).substring(0, LONG);
    String part = text.substring(0, SHORT);
    long whole = Long.MAX_VALUE;
    long eighth = Long.MAX_VALUE;

    // The least of some: what collector and compiler take is not the recognisers'.
    for (int i = 0; i < RUNS && (i == 0 || whole > 32 * eighth + SLACK_NANOS); i++) {
      eighth = Math.min(eighth, cpuNanos(part));
      whole = Math.min(whole, cpuNanos(text));
    }

    assertThat(whole).isLessThanOrEqualTo(32 * eighth + SLACK_NANOS);
  }

  static Stream<Arguments> adversaries() {
    List<Arguments> all = new ArrayList<>();
    for (String unit :
        List.of(
            "1",
            "1 ",
            "1-",
            "0 ",
            "0-1",
            "@",
            "a@",
            "a@a.",
            "a.",
            "a@a-",
            ":",
            "::",
            "f:",
            "1:",
            "f::",
            "1.",
            "1.1.1.1.",
            "255.255.255.",
            "DE12",
            "DE12 ",
            "GB29-",
            "+",
            "+1",
            "+1(",
            "(2",
            "(0",
            "4012 ",
            "4012-",
            "00 1",
            "078-05-",
            "078 05 ",
            "%1",
            "/",
            "1/",
            "::1%e",
            "\u0000",
            "\ud83d",
            "a@b.cc@",
            "xn--",
            "a@xn--",
            "200-200-",
            "020 20 ")) {
      all.add(argumentSet(unit, (Supplier<String>) () -> unit));
    }
    long seed = new Random().nextLong();
    System.out.println("seed of adversaries: " + seed);
    Random dice = new Random(seed);
    for (int i = 0; i < 40; i++) {
      String mixed = mixed(dice);
      all.add(argumentSet("seed " + seed + ", text " + i, (Supplier<String>) () -> mixed));
    }
    return all.stream();
  }

  private static String mixed(Random dice) {
    String alphabet = "0123456789abcdefDEGB@.:-+()/% \u00a0";
    int letters = 1 + dice.nextInt(6);
    StringBuilder some = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      some.append(alphabet.charAt(dice.nextInt(alphabet.length())));
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1 + dice.nextInt(2000); i++) {
      text.append(some.charAt(dice.nextInt(some.length())));
    }
    return text.toString();
  }

  private static long cpuNanos(String text) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    List<Finding> findings = Recognisers.find(text);
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    assertThat(findings.size()).isLessThan(text.length());
    return nanos;
  }

  private static String card(Random dice) {
    String without = "4" + digits(dice, 14);
    for (int check = 0; ; check++) {
      if (Recognisers.find(without + check).stream().anyMatch(one -> one.kind() == Kind.CARD)) {
        assertThat(check).as("one of ten is right").isEqualTo(luhn(without));
        return without + check;
      }
      assertThat(check).isLessThan(10);
    }
  }

  /** Written anew, the other way round than in the recogniser. */
  private static int luhn(String without) {
    int sum = 0;
    for (int i = 0; i < without.length(); i++) {
      int digit = without.charAt(i) - '0';
      boolean doubled = (without.length() - i) % 2 == 1;
      sum += doubled ? digit / 5 + digit * 2 % 10 : digit;
    }
    return (10 - sum % 10) % 10;
  }

  private static String iban(Random dice) {
    String account = digits(dice, 18);
    int check = 98 - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
    return "DE" + (check < 10 ? "0" : "") + check + account;
  }

  private static String ssn(Random dice) {
    return "%03d-%02d-%04d"
        .formatted(1 + dice.nextInt(665), 1 + dice.nextInt(99), 1 + dice.nextInt(9999));
  }

  private static String digits(Random dice, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(dice.nextInt(10));
    }
    return digits.toString();
  }

  private static String withOtherLastDigit(String number, Random dice) {
    int last = number.charAt(number.length() - 1) - '0';
    return number.substring(0, number.length() - 1) + (last + 1 + dice.nextInt(9)) % 10;
  }
}
