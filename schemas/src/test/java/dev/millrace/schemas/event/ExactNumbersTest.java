package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactNumbersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "-7",
        "2147483647",
        "2147483648",
        "-2147483649",
        "9223372036854775807",
        "9223372036854775808",
        "0.1",
        "-1.50",
        "1e3",
        "1E+3",
        "12.5e1",
        "1e-7",
        "1e1000",
        "1e-1000"
      })
  void keepsTheValue(String text) {
    assertThat(node(text).decimalValue()).isEqualByComparingTo(new BigDecimal(text));
  }

  @Test
  void makesOneNodeOfOneValue() {
    for (String text : List.of("100", "100.0", "1e2", "1E+2", "1000e-1", "0.1e3")) {
      assertThat(node(text)).isEqualTo(node("100"));
    }
    assertThat(node("0.10")).isEqualTo(node("1e-1"));
    assertThat(node("-0.0")).isEqualTo(node("0"));
    assertThat(node("9007199254740993.0")).isEqualTo(node("9007199254740993"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "1e99999999999999999999", "1e1001"})
  void takesNoEndlessExponents(String text) {
    assertThat(ExactNumbers.of(text)).isEmpty();
  }

  @Test
  @Timeout(60)
  void takesNoEndlessDigits() {
    assertThat(ExactNumbers.of("1".repeat(1_000_000))).isEmpty();
    assertThat(ExactNumbers.of("0." + "1".repeat(1_000_000))).isEmpty();
    assertThat(ExactNumbers.of("1e" + "0".repeat(900) + "7")).contains(node("1e7"));
  }

  private static JsonNode node(String text) {
    return ExactNumbers.of(text).orElseThrow();
  }
}
