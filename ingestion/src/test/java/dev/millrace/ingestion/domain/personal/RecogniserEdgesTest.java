package dev.millrace.ingestion.domain.personal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where what looks like personal data begins to be some, and where it ends. */
class RecogniserEdgesTest {

  /** What is found stands behind the bar; nothing where nothing is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "255.255.255.255 | 255.255.255.255",
        "0.0.0.0 | 0.0.0.0",
        "256.1.1.1 |",
        "1.2.3.256 |",
        "01.2.3.4 |",
        "1.2.3.0004 |",
        "1.2.3. |",
        "1.2.3.4x |",
        "1.2.3.4/32 | 1.2.3.4/32",
        "1.2.3.4/33 | 1.2.3.4",
        "1.2.3.4/ | 1.2.3.4",
        "1.2.3.4/8a | 1.2.3.4",
        "5.1.2.3.4.5 | 5.1.2.3",
        "1:2:3:4:5:6:7:8 | 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7 |",
        "1:2:3:4:5:6:7:8:9 |",
        "1::2:3:4:5:6:7 | 1::2:3:4:5:6:7",
        "1::2:3:4:5:6:7:8 |",
        "1::2::3 |",
        "12345::1 |",
        "1234::1 | 1234::1",
        ":: | ::",
        "x::1 |",
        "::1x |",
        "ip:2001:db8::1: | 2001:db8::1",
        "..2001:db8::1.. | 2001:db8::1",
        "1:2:3:4:5:6:1.2.3.4 | 1:2:3:4:5:6:1.2.3.4",
        "::1.2.3.4 | ::1.2.3.4",
        "2001:db8::1/128 | 2001:db8::1/128",
        "2001:db8::1/129 | 2001:db8::1",
        "fe80::1% | fe80::1",
      })
  void ofAddressesOfTheInternet(String text, String found) {
    assertThat(found(Kind.IP, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "899-12-3456 | 899-12-3456",
        "001-01-0001 | 001-01-0001",
        "665-12-3456 | 665-12-3456",
        "667-12-3456 | 667-12-3456",
        "1078-05-1123 |",
        "078-05-11234 |",
        "078-05-1123-4 |",
        "078-05-1123x |",
        "5-078-05-1123 |",
        "5.078-05-1123 |",
        "078-05-112 |",
        "a-078-05-1123- | 078-05-1123",
      })
  void ofSocialSecurityNumbers(String text, String found) {
    assertThat(found(Kind.SSN, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a@b.co | a@b.co",
        "a@b.c |",
        "a@b |",
        "@b.com |",
        "a@.com |",
        "a@b. |",
        ".bob.@x.com | bob.@x.com",
        "<<bob@x.com>> | bob@x.com",
        "a@b.com.x | a@b.com",
        "a@b.com.de | a@b.com.de",
        "a@b.comでは | a@b.com",
        "a@b.みんな | a@b.みんな",
        "a@b.xn--p1ai | a@b.xn--p1ai",
      })
  void ofAddressesOfMail(String text, String found) {
    assertThat(found(Kind.EMAIL, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+12345678 | +12345678",
        "+1234567 |",
        "+123456789012345 | +123456789012345",
        "+1234567890123456 |",
        "x+12345678 |",
        "1+12345678 |",
        "030 123456 | 030 123456",
        "030 12345 |",
        "030 12345678 | 030 12345678",
        "0301 12345678 |",
        "(202) 555-0123 | (202) 555-0123",
        "(102) 555-0123 |",
        "1-202-555-0123 | 1-202-555-0123",
        "202-555.0123 |",
        "202-555-0123-4 |",
        "9-202-555-0123 |",
        "030 12345678 10 times | 030 12345678",
        "030\u00a012345678 10 times | 030\u00a012345678",
        "(089) 12345678\u00a010 km | (089) 12345678",
        "0171\u202f2345678 15 Uhr 30 | 0171\u202f2345678",
        "01/84/17/61/18/19 |",
        "089-12-3456-78 |",
        "089\u201112\u20113456\u201178 |",
      })
  void ofPhoneNumbers(String text, String found) {
    assertThat(found(Kind.PHONE, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @Test
  void ofTheLongestNumberThatIsLookedAt() {
    String number = "+(1" + "..2".repeat(11);
    String extension = " ext. 123456";
    assertThat(number + extension).hasSize(48);

    assertThat(found(Kind.PHONE, number + extension + " 5")).containsExactly(number + extension);
    assertThat(found(Kind.PHONE, number + extension + "-5")).containsExactly(number);
    assertThat(found(Kind.PHONE, number + extension + "-a")).containsExactly(number + extension);
  }

  @Test
  void ofNumbersOfTelephonesWithSignsBeyondAscii() {
    String signs = Glyphs.SPACES + Glyphs.HYPHENS;
    for (int i = 0; i < signs.length(); i++) {
      String sign = signs.substring(i, i + 1);
      for (String number :
          List.of(
              "+49" + sign + "30" + sign + "1234567",
              "0049" + sign + "30" + sign.repeat(2) + "1234567",
              "030" + sign + "12345678",
              "07700" + sign + "063" + sign + "966",
              "(08)" + (Glyphs.isSpace(sign.charAt(0)) ? sign : "") + "8747" + sign + "6301",
              "541" + sign + "714" + sign + "1388")) {
        assertThat(found(Kind.PHONE, "call " + number + " now"))
            .as("U+%04X in %s", (int) sign.charAt(0), number)
            .containsExactly(number);
      }
      assertThat(found(Kind.PHONE, "+49" + sign.repeat(3) + "301234567")).isEmpty();
      boolean isHyphen = Glyphs.isHyphen(sign.charAt(0));
      assertThat(found(Kind.PHONE, "541-714" + sign + "1388").isEmpty()).isEqualTo(!isHyphen);
      assertThat(found(Kind.PHONE, "541-714-1388" + sign + "2").isEmpty()).isEqualTo(isHyphen);
    }
  }

  /** The networks' ranges by their first four digits, and their lengths. */
  @ParameterizedTest
  @CsvSource({
    "2200, 2204, 16, 19",
    "2221, 2720, 16, 16",
    "3000, 3059, 14, 19",
    "3400, 3499, 15, 15",
    "3500, 3599, 16, 19",
    "3600, 3699, 14, 19",
    "3700, 3799, 15, 15",
    "4000, 4999, 13, 19",
    "5000, 5099, 12, 19",
    "5100, 5599, 16, 16",
    "5600, 6999, 12, 19",
    "8100, 8299, 16, 19",
    "9792, 9792, 16, 16",
  })
  void ofTheRangesOfCards(int from, int to, int shortest, int longest) {
    for (int first : new int[] {from, to}) {
      for (int length : new int[] {shortest, longest}) {
        assertThat(isCard(number(first, length))).as("%d of %d digits", first, length).isTrue();
      }
      assertThat(isCard(number(first, shortest - 1))).as("%d is too short", first).isFalse();
      assertThat(isCard(number(first, longest + 1))).as("%d is too long", first).isFalse();
    }
  }

  @Test
  void ofNumbersThatNoNetworkGives() {
    for (int first : new int[] {1000, 2199, 2205, 2220, 2721, 2999, 3060, 7000, 8099, 8300, 9791}) {
      assertThat(isCard(number(first, 16))).as("%d", first).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4012888888881881. | 4012888888881881",
        "1.4012888888881881 |",
        "4012888888881881x |",
        "4012 8888 8888 1881 99 | 4012 8888 8888 1881",
        "401 28888 8888 1881 |",
        "4012 8888  8888 1881 |",
        "4012 8888-8888 1881 |",
        "4012–8888–8888–1881 | 4012–8888–8888–1881",
      })
  void ofTheGroupsOfCards(String text, String found) {
    assertThat(found(Kind.CARD, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "XGB82WEST12345698765432 |",
        "GB82WEST12345698765432X |",
        "GB82WEST1234569876543 |",
        "GB82  WEST12345698765432 |",
        "GB82–WEST 12345698765432. | GB82–WEST 12345698765432",
        "B82WEST12345698765432 |",
      })
  void ofAccountNumbers(String text, String found) {
    assertThat(found(Kind.IBAN, text)).isEqualTo(found == null ? List.of() : List.of(found));
  }

  @Test
  void aTextMayHoldManyNumbers() {
    String text = "1 2 3 4 5 6 7 8 9. ".repeat(20) + "Card: 4012888888881881";

    assertThat(found(Kind.CARD, text)).containsExactly("4012888888881881");
  }

  private static List<String> found(Kind kind, String text) {
    return Recognisers.find(text).stream()
        .filter(finding -> finding.kind() == kind)
        .map(finding -> text.substring(finding.start(), finding.end()))
        .toList();
  }

  private static boolean isCard(String number) {
    return found(Kind.CARD, number).equals(List.of(number));
  }

  /** With its check digit. */
  private static String number(int first, int length) {
    String without = first + "0".repeat(length - 5);
    int sum = 0;
    for (int i = 0; i < without.length(); i++) {
      int digit = without.charAt(i) - '0';
      boolean doubled = (without.length() - i) % 2 == 1;
      sum += doubled ? digit / 5 + digit * 2 % 10 : digit;
    }
    return without + (10 - sum % 10) % 10;
  }
}
