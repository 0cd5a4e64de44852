package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
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

    assertThat(names.of(text, 2, 3, "a".hashCode(), names.beginning()).text()).isEqualTo("a");
  }

  @Test
  void knowsWhatStoodBehindANameTheLastTime() {
    RecentNames.Name first = of("first", names.beginning());
    RecentNames.Name second = of("second", first);

    assertThat(next(names.beginning(), "first\":1")).isSameAs(first);
    assertThat(next(first, "second\":2")).isSameAs(second);
    assertThat(second.length()).isEqualTo("second\"".length());
  }

  @Test
  void takesNoOtherNameForTheNext() {
    RecentNames.Name first = of("first", names.beginning());
    of("second", first);

    assertThat(next(first, "seconds\":2")).isNull();
    assertThat(next(first, "secon\"d\":2")).isNull();
    assertThat(next(first, "third\":2")).isNull();
    assertThat(next(first, "second")).as("not closed").isNull();
    assertThat(next(first, "")).isNull();
  }

  /** Nothing hangs on a name but a place in the table: a chain of them would have no end. */
  @Test
  void forgetsTheNextWithItsPlace() {
    RecentNames.Name first = of("AaBB", names.beginning());
    of("BBAa", first);
    of("BBBB", names.beginning());

    assertThat(next(first, "BBAa\":1")).isNull();
    assertThat(next(first, "BBBB\":1")).isNotNull();
  }

  private RecentNames.@Nullable Name next(RecentNames.Name last, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return names.next(last, bytes, 0, bytes.length);
  }

  private RecentNames.Name of(String name, RecentNames.Name last) {
    byte[] bytes = (name + '"').getBytes(US_ASCII);
    return names.of(bytes, 0, name.length(), name.hashCode(), last);
  }

  private String read(String name) {
    return of(name, names.beginning()).text();
  }
}
