package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdTest {

  @Test
  void staysTheSameForEver() {
    assertThat(RequestId.of("default", "tickets", "e-1"))
        .isEqualTo("12a508cb-6dfb-82d3-97b9-474740b099cb");
  }

  @Test
  void isAUuidOfVersionEight() {
    UUID id = UUID.fromString(RequestId.of("default", "tickets", "größer\u0000\uD83D\uDE80"));

    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void tellsTriplesApartThatReadAlikeInARow() {
    assertThat(RequestId.of("ab", "c", "d")).isNotEqualTo(RequestId.of("a", "bc", "d"));
    assertThat(RequestId.of("a", "b", "cd")).isNotEqualTo(RequestId.of("a", "bc", "d"));
    assertThat(RequestId.of("", "a", "b")).isNotEqualTo(RequestId.of("a", "", "b"));
  }
}
