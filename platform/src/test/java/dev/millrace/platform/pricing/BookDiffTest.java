package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BookDiffTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-26");
  private static final String HEADER =
      "model,region,tier,above,effective_from,effective_to,input,output";

  @Test
  void tellsWhatCostsSomethingElseAndFromWhen() {
    assertThat(
            diff(
                book("m,,standard,,2026-01-01,,1,4"),
                book("m,,standard,,2026-01-01,,1,4", "m,,standard,,2026-12-01,,1.5,4")))
        .extracting(BookChange::toString)
        .containsExactly("m standard, input: 1 -> 1.5 USD per million from 2026-12-01");
  }

  @Test
  void findsNothingWhereTheSameIsSaidInOtherWords() {
    assertThat(
            diff(
                book("m,,standard,,2026-01-01,,1,4"),
                book(
                    "region,us-east-1",
                    "m,,standard,,2026-01-01,2026-06-30,1.0,4",
                    "m,,standard,,2026-07-01,,1,4.00",
                    "m,us-east-1,standard,200000,2026-01-01,,1,4")))
        .isEmpty();
  }

  @Test
  void findsWhatStandsInTheShadeOfAnotherRow() {
    assertThat(
            diff(
                book("m,,standard,,2026-01-01,,1,"),
                book("m,,standard,,2026-01-01,,1,", "m,,standard,200000,2026-06-01,,2,")))
        .extracting(BookChange::toString)
        .containsExactly(
            "m standard above 200000 tokens, input: 1 -> 2 USD per million from 2026-06-01");
    assertThat(
            diff(
                book("m,,standard,,2026-01-01,,1,", "m,eu-west-1,standard,,2026-01-01,,3,"),
                book(
                    "region,eu-west-1",
                    "m,,standard,,2026-01-01,,1,",
                    "m,eu-west-1,standard,,2026-01-01,,3,")))
        .extracting(BookChange::toString)
        .containsExactly("m standard, input: 1 -> 3 USD per million from 2026-01-01");
  }

  @Test
  void rewritesThePastOnlyWhereSomethingHadAnotherPrice() {
    PriceBook before = book("m,,standard,,2026-01-01,,1,");

    assertThat(rewrites(before, "m,,standard,,2026-01-01,,1,", "n,,standard,,2020-01-01,,1,"))
        .as("a model that had no price")
        .containsExactly(false);
    assertThat(rewrites(before, "m,,standard,,2026-01-01,,1,2"))
        .as("a kind that had no price")
        .containsExactly(false);
    assertThat(rewrites(before, "m,,standard,,2026-01-01,,1,", "m,,standard,,2026-11-27,,2,"))
        .as("from tomorrow on")
        .containsExactly(false);
    assertThat(rewrites(before, "m,,standard,,2026-01-01,,1,", "m,,standard,,2026-11-26,,2,"))
        .as("today")
        .containsExactly(true);
    assertThat(rewrites(before, "m,,standard,,2026-03-01,,1,"))
        .as("days that lose their price")
        .containsExactly(true);
  }

  @Test
  void tellsUnitsAndProfiles() {
    List<BookChange> changes =
        diff(
            book("unit,text-units,p,,2026-01-01,,0.15,,", "profile,arn:a,m", "profile,arn:b,m"),
            book(
                "unit,text-units,p,,2026-01-01,,0.15,,",
                "unit,text-units,p,,2026-12-01,,0.3,,",
                "profile,arn:b,n",
                "profile,arn:c,m"));

    assertThat(changes)
        .extracting(BookChange::toString)
        .containsExactly(
            "text-units of p: 0.00015 -> 0.0003 USD each from 2026-12-01",
            "arn:a: m -> unknown",
            "arn:b: m -> n",
            "arn:c: unknown -> m");
    assertThat(changes)
        .extracting(change -> change.rewrites(TODAY))
        .containsExactly(false, true, true, false);
  }

  @Test
  void doubtsLeapsThatLookLikeAnotherUnit() {
    PriceBook before =
        book("m,,standard,,2026-01-01,,0.035,4", "unit,text-units,p,,2026-01-01,,0.15,,");

    assertThat(doubts(before, "m,,standard,,2026-01-01,,35,4")).hasSize(1);
    assertThat(doubts(before, "m,,standard,,2026-01-01,,0.000035,4")).hasSize(1);
    assertThat(doubts(before, "m,,standard,,2026-01-01,,3.4,4")).isEmpty();
    assertThat(doubts(before, "m,,standard,,2026-01-01,,0.035,4", "n,,standard,,2026-01-01,,35,4"))
        .isEmpty();
    assertThat(
            doubts(
                before, "m,,standard,,2026-01-01,,0.035,4", "unit,text-units,p,,2026-01-01,,150,,"))
        .hasSize(1);
  }

  private static List<String> doubts(PriceBook before, String... lines) {
    return diff(before, book(lines)).stream().flatMap(change -> change.doubt().stream()).toList();
  }

  private static List<Boolean> rewrites(PriceBook before, String... lines) {
    return diff(before, book(lines)).stream().map(change -> change.rewrites(TODAY)).toList();
  }

  private static List<BookChange> diff(PriceBook before, PriceBook after) {
    return BookDiff.between(before, after);
  }

  private static PriceBook book(String... lines) {
    return PriceBook.parse(Stream.concat(Stream.of(HEADER), Stream.of(lines)).toList());
  }
}
