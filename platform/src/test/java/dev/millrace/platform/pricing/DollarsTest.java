package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DollarsTest {

  @ParameterizedTest
  @CsvSource({
    "0.000000000000, 0",
    "0, 0",
    "0.000000000001, 0.000000000001",
    "0.000012345678, 0.000012",
    "0.000099600000, 0.0001",
    "0.000049000000, 0.000049",
    "0.004567890000, 0.0046",
    "0.029000000000, 0.029",
    "0.999990000000, 1",
    "4.123456789012, 4.1235",
    "5.000000000000, 5",
    "200, 200",
    "-0.000012345678, -0.000012"
  })
  void roundsSoThatWhatIsNotNothingIsSeen(BigDecimal sum, String shown) {
    assertThat(Dollars.rounded(sum)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0.000000000000, 0",
    "0.006447910000, 0.00644791",
    "20.000000000000, 20",
    "1E+2, 100"
  })
  void showsEveryDigitOfWhatIsHeldAgainstOthers(BigDecimal sum, String shown) {
    assertThat(Dollars.exact(sum)).isEqualTo(shown);
  }
}
