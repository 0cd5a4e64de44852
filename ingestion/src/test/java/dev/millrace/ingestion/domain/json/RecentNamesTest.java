package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentNamesTest {

  private final RecentNames names = new RecentNames();

  @Test
  void givesTheSameStringForTheSameName() {
    String first = read("customer");

    assertThat(read("customer")).isEqualTo("customer").isSameAs(first);
  }

  /** "Aa" and "BB" have one hash, as have all names that are made of them alike. */
  @Test
  void tellsNamesOfOneHashApart() {
    assertThat("AaBB".hashCode()).isEqualTo("BBAa".hashCode());

    for (int i = 0; i < 3; i++) {
      assertThat(read("AaBB")).isEqualTo("AaBB");
      assertThat(read("BBAa")).isEqualTo("BBAa");
    }
  }

  @Test
  void tellsMoreNamesApartThanItKeeps() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(read("name" + i)).isEqualTo("name" + i);
      }
    }
  }

  @Test
  void readsEmptyAndLongNames() {
    String longest = "n".repeat(10_000);

    assertThat(read("")).isEmpty();
    assertThat(read(longest)).isEqualTo(longest);
    assertThat(read(longest)).isEqualTo(longest);
  }

  @Test
  void readsNamesInTheMiddleOfAText() {
    byte[] text = "{\"a\":1}".getBytes(US_ASCII);

    assertThat(names.of(text, 2, 3, "a".hashCode())).isEqualTo("a");
  }

  private String read(String name) {
    return names.of(name.getBytes(US_ASCII), 0, name.length(), name.hashCode());
  }
}
