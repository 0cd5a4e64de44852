package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BookMergeTest {

  private static final String HEADER =
      "model,region,tier,above,effective_from,effective_to,input,output";

  @Test
  void addsOnlyWhatTheBookDoesNotSay() {
    assertThat(
            merged(
                List.of("m,,standard,,2026-01-01,,1,4", "n,,standard,,2026-01-01,,1,4"),
                List.of(
                    "m,us-east-1,standard,,2026-11-01,,1,4",
                    "n,us-east-1,standard,,2026-11-01,,1,5",
                    "o,us-east-1,standard,,2026-11-01,,1,4")))
        .containsExactly(
            "m,,standard,,2026-01-01,,1,4",
            "n,,standard,,2026-01-01,,1,4",
            "n,us-east-1,standard,,2026-11-01,,1,5",
            "o,us-east-1,standard,,2026-11-01,,1,4");
  }

  @Test
  void leavesThePastAndThePlansAsTheyAre() {
    assertThat(
            merged(
                List.of(
                    "m,us-east-1,standard,,2026-01-01,2026-12-31,1,4",
                    "m,us-east-1,standard,,2027-01-01,,2,8"),
                List.of("m,us-east-1,standard,,2026-11-01,,1.5,4")))
        .containsExactly(
            "m,us-east-1,standard,,2026-01-01,2026-10-31,1,4",
            "m,us-east-1,standard,,2027-01-01,,2,8",
            "m,us-east-1,standard,,2026-11-01,,1.5,4");
  }

  @Test
  void putsTheListInThePlaceOfARowOfTheSameDay() {
    assertThat(
            merged(
                List.of("m,us-east-1,standard,,2026-11-01,,1,4"),
                List.of("m,us-east-1,standard,,2026-11-01,,1.5,4")))
        .containsExactly("m,us-east-1,standard,,2026-11-01,,1.5,4");
  }

  /** A longer context that costs the same stays a row: the shorter one may change. */
  @Test
  void keepsPricesOfLongContextsApart() {
    BookRows rows =
        BookMerge.of(
            rows(List.of("m,,standard,,2026-01-01,,1,4", "m,,standard,200000,2026-01-01,,2,8")),
            list(
                List.of(
                    "m,us-east-1,standard,,2026-11-01,,3,4",
                    "m,us-east-1,standard,200000,2026-11-01,,2,8")));
    PriceBook book = PriceBook.of(rows, 1);

    assertThat(BookDiff.between(book, PriceBook.of(rows, 2))).isEmpty();
    assertThat(
            book.cost(
                "m",
                Instant.parse("2026-11-02T00:00:00Z"),
                new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L)))
        .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("2"));
  }

  @Test
  void doesNotMixRegions() {
    assertThatThrownBy(
            () ->
                BookMerge.of(
                    rows(List.of("region,eu-west-1")),
                    list(List.of("m,us-east-1,standard,,2026-11-01,,1,4"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the book is of calls from eu-west-1, the list is of us-east-1");
  }

  private static List<String> merged(List<String> book, List<String> list) {
    return BookMerge.of(rows(book), list(list)).prices().stream()
        .map(
            row ->
                String.join(
                    ",",
                    row.slot().modelId(),
                    row.slot().region().orElse(""),
                    row.slot().tier().spelling(),
                    "",
                    row.period().from().toString(),
                    row.period().to().map(Object::toString).orElse(""),
                    row.price().perMillion().values().stream()
                        .map(rate -> rate.toPlainString())
                        .collect(Collectors.joining(","))))
        .toList();
  }

  private static BookRows list(List<String> lines) {
    return rows(Stream.concat(Stream.of("region,us-east-1"), lines.stream()).toList());
  }

  private static BookRows rows(List<String> lines) {
    return PriceBook.parse(Stream.concat(Stream.of(HEADER), lines.stream()).toList()).rows();
  }
}
