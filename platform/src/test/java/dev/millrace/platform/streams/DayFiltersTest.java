package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DayFiltersTest {

  private static final byte[] KEY = {1, 2, 3};
  private static final byte[] OTHER = {1, 2, 4};

  @Test
  void knowsADayThatBeganWithIt() {
    DayFilters filters = new DayFilters(-1);
    filters.add(7, KEY);

    assertThat(filters.mayHave(7, KEY)).isTrue();
    assertThat(filters.mayHave(7, OTHER)).isFalse();
    assertThat(filters.mayHave(6, KEY)).isFalse();
    assertThat(filters.mayHave(8, KEY)).isFalse();
  }

  @Test
  void doesNotKnowWhatWasOnDiskBefore() {
    DayFilters filters = new DayFilters(7);
    filters.add(7, KEY);
    filters.add(8, KEY);

    assertThat(filters.mayHave(6, OTHER)).isTrue();
    assertThat(filters.mayHave(7, OTHER)).isTrue();
    assertThat(filters.mayHave(8, OTHER)).isFalse();
    assertThat(filters.mayHave(8, KEY)).isTrue();
  }

  @Test
  void doesNotKnowDaysThatItHasNoFilterForAnyMore() {
    DayFilters filters = new DayFilters(-1);
    filters.add(4, KEY);
    filters.add(6, KEY);
    filters.add(9, KEY);

    assertThat(filters.mayHave(3, OTHER)).isTrue();
    assertThat(filters.mayHave(4, OTHER)).isTrue();
    assertThat(filters.mayHave(5, OTHER)).isFalse();
    assertThat(filters.mayHave(6, OTHER)).isFalse();
    assertThat(filters.mayHave(6, KEY)).isTrue();

    filters.add(3, KEY);
    filters.add(5, KEY);

    assertThat(filters.mayHave(3, KEY)).isTrue();
    assertThat(filters.mayHave(5, KEY)).isTrue();
  }
}
