package dev.millrace.lifecycle.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"{\"rating\":4}", " { \"rating\" : 4 }\n"})
  void readsAnObjectWithTheRating(String answer) {
    assertThat(Ratings.read(answer)).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4",
        "{\"rating\":0}",
        "{\"rating\":6}",
        "{\"rating\":4.5}",
        "{\"rating\":\"4\"}",
        "{\"rating\":4,\"why\":\"good\"}",
        "{\"rating\":4} because it is good",
        "```json\n{\"rating\":4}\n```",
        "{\"rating\":4}{\"rating\":1}",
        "{\"Rating\":4}"
      })
  void takesNothingElseForARating(String answer) {
    assertThat(Ratings.read(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, false, 1",
    "1, 1, false, 0",
    "4, 3, false, 0.625",
    "3, 4, false, 0.625",
    "5, 3, true, 0.75",
    "1, 5, true, 0.5"
  })
  void isATieWhereTheRatingGoesWithThePosition(int first, int second, boolean tie, double rating) {
    Ratings ratings = new Ratings(first, second);

    assertThat(ratings.isTie()).isEqualTo(tie);
    assertThat(ratings.rating()).isEqualTo(rating);
  }

  @Test
  void isOnTheScale() {
    assertThatThrownBy(() -> new Ratings(0, 3)).hasMessageContaining("from 1 to 5");
    assertThatThrownBy(() -> new Ratings(3, 6)).hasMessageContaining("from 1 to 5");
  }
}
