package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.UnitKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BookReaderTest {

  private static final String HEADER =
      "model,region,tier,above,effective_from,effective_to,input,output,cache_read,checked,source";

  @Test
  void readsEveryKindOfLine() {
    BookReading reading =
        BookReader.read(
            List.of(
                "\uFEFF# a remark",
                "region,us-east-1\r",
                HEADER,
                "",
                " m , eu-west-1 , flex , 200000 , 2026-01-01 , 2026-06-30 , 1 , 4 , , 2026-11-26 ,"
                    + " a list",
                "profile,arn:mine,m",
                "unit,text-units,content-policy,,2026-01-01,,0.15,2026-11-26,a page"));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.rows().region()).contains("us-east-1");
    assertThat(reading.rows().prices())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.slot())
                  .isEqualTo(
                      new Slot("m", Optional.of("eu-west-1"), Tier.FLEX, ContextBand.ABOVE_200K));
              assertThat(row.period())
                  .isEqualTo(
                      new Period(
                          LocalDate.parse("2026-01-01"),
                          Optional.of(LocalDate.parse("2026-06-30"))));
              assertThat(row.price().perMillion()).hasSize(2);
              assertThat(row.origin())
                  .isEqualTo(new Origin(Optional.of(LocalDate.parse("2026-11-26")), "a list"));
            });
    assertThat(reading.rows().profiles()).containsExactly(new ProfileRow("arn:mine", "m"));
    assertThat(reading.rows().units())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.slot().kind()).isEqualTo(UnitKind.TEXT_UNITS);
              assertThat(row.each()).isEqualTo(new BigDecimal("0.000150000000"));
            });
  }

  @Test
  void holdsPricesToTheirLastDayOnly() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                HEADER,
                "m,,standard,,2026-01-01,2026-06-30,1,,,,",
                "m,,standard,,2026-08-01,,2,,,,"));

    assertThat(input(book, "2026-06-30")).contains(new BigDecimal("1"));
    assertThat(input(book, "2026-07-01")).isEmpty();
    assertThat(input(book, "2026-08-01")).contains(new BigDecimal("2"));
  }

  @Test
  void namesEveryWrongLineOfABookWithoutHeader() {
    assertThatThrownBy(
            () ->
                PriceBook.parse(
                    List.of(
                        "m,standard,2026-01-01,1,2,,,,",
                        "m,standard,2026-01-01,1,2,,,,",
                        "too,few",
                        "m,standard,yesterday,1,2,,,,",
                        "m,standard,2026-02-01,cheap,2,,,,",
                        "m,standard,2026-03-01,,,,,,",
                        "m,standard,2026-04-01,1,-2,,,,",
                        ",standard,2026-04-01,1,2,,,,",
                        "m,standard,2026-05-01,1,0.0000001,,,,",
                        "m,express,2026-06-01,1,2,,,,",
                        "m,standard,2026-07-01,1e9,2,,,,",
                        "m,standard,,1,2,,,,")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2: m standard has two rows from 2026-01-01")
        .hasMessageContaining("line 3: expected 9 columns, got 2")
        .hasMessageContaining("line 4: yesterday is no day")
        .hasMessageContaining("line 5: cheap is no number")
        .hasMessageContaining("line 6: no kind of token has a price")
        .hasMessageContaining("line 7: -2 is no price")
        .hasMessageContaining("line 8: the model is not named")
        .hasMessageContaining("line 9: 0.0000001 is no price")
        .hasMessageContaining(
            "line 10: express is no tier: expected standard, batch, priority or flex")
        .hasMessageContaining("line 11: 1e9 is no number")
        .hasMessageContaining("line 12: it does not say from which day on it holds")
        .hasMessageNotContaining("line 1:");
  }

  @Test
  void namesWhatIsWrongWithTheOtherLines() {
    BookReading reading =
        BookReader.read(
            List.of(
                "model,tier,effective_from,price",
                "model,tier",
                "model,tier,tier,effective_from",
                HEADER,
                "m,mars,standard,,2026-01-01,,1,,,,",
                "m,,standard,100,2026-01-01,,1,,,,",
                "m,,standard,,2026-02-01,2026-01-01,1,,,,",
                "\"m\",,standard,,2026-01-01,,1,,,,",
                "region,us-east-1",
                "region,us-east-2",
                "profile,arn:mine",
                "profile,arn:mine,m",
                "profile,arn:mine,n",
                "profile,m,m",
                "unit,hours,m,,2026-01-01,,1,,",
                "unit,text-units,,,2026-01-01,,1,,",
                "unit,text-units,p,,2026-01-01,,,,",
                "arn:aws:bedrock:us-east-1::foundation-model/m,,standard,,2026-01-01,,1,,,,",
                "arn:mine,,standard,,2026-01-01,,1,,,,"));

    assertThat(reading.problems())
        .extracting(BookProblem::toString)
        .satisfiesExactly(
            one -> assertThat(one).startsWith("line 1: there is no column price: expected some of"),
            one -> assertThat(one).isEqualTo("line 2: the header has no column effective_from"),
            one -> assertThat(one).isEqualTo("line 3: the header names a column twice"),
            one -> assertThat(one).startsWith("line 5: mars is no region"),
            one -> assertThat(one).startsWith("line 6: 100 is no length of contexts"),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "line 7: it would end on 2026-01-01, before it begins on 2026-02-01"),
            one -> assertThat(one).startsWith("line 8: it has quotes"),
            one -> assertThat(one).isEqualTo("line 10: the region was named before: us-east-1"),
            one -> assertThat(one).isEqualTo("line 11: expected 3 columns, got 2"),
            one -> assertThat(one).isEqualTo("line 13: the profile arn:mine has two rows"),
            one -> assertThat(one).isEqualTo("line 14: the profile m stands for itself"),
            one -> assertThat(one).startsWith("line 15: hours is no unit: expected text-units, "),
            one -> assertThat(one).isEqualTo("line 16: the item is not named"),
            one -> assertThat(one).isEqualTo("line 17: it has no price"),
            one -> assertThat(one).endsWith("is found under its id: write m"),
            one ->
                assertThat(one)
                    .isEqualTo("line 19: arn:mine has a row as a profile: it cannot have its own"));
  }

  @Test
  void letsNoTwoRowsHoldOnOneDay() {
    BookReading reading =
        BookReader.read(
            List.of(
                HEADER,
                "m,,standard,,2026-01-01,2026-06-30,1,,,,",
                "m,,standard,,2026-06-30,,2,,,,",
                "m,,standard,,2025-01-01,2026-01-01,2,,,,",
                "m,,standard,,2026-07-01,,2,,,,",
                "m,,standard,,2025-01-01,2025-12-31,2,,,,",
                "m,,batch,,2026-01-01,,2,,,,",
                "m,us-east-1,standard,,2026-01-01,,2,,,,",
                "m,,standard,128000,2026-01-01,,2,,,,"));

    assertThat(reading.problems())
        .extracting(BookProblem::toString)
        .containsExactly(
            "line 3: m standard has another row on 2026-06-30: the one from 2026-01-01 to"
                + " 2026-06-30",
            "line 4: m standard has another row on 2026-01-01: the one from 2026-01-01 to"
                + " 2026-06-30");
  }

  @Test
  void warnsOfProfilesThatStandForNothing() {
    BookReading reading =
        BookReader.read(
            List.of("profile,arn:mine,m", "profile,arn:yours,n", "n,standard,2026-01-01,1,2,,,,"));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.oddities())
        .extracting(BookProblem::toString)
        .containsExactly(
            "line 1: the profile stands for m, which has no price: its calls are unpriced");
  }

  @Test
  void readsWhatIsWritten() {
    PriceBook starter = PriceBook.starter();
    List<String> lines = BookText.of(starter.rows());

    assertThat(BookReader.read(lines).rows()).isEqualTo(starter.rows());
    assertThat(BookText.of(BookReader.read(lines).rows())).isEqualTo(lines);
  }

  @Test
  void writesNoSourceThatWouldBreakItsLine() {
    PriceRow row =
        new PriceRow(
            new Slot("m", Optional.empty(), Tier.STANDARD, ContextBand.SHORT),
            Period.since(LocalDate.parse("2026-01-01")),
            new Price(Map.of(TokenKind.INPUT, BigDecimal.ONE)),
            new Origin(Optional.empty(), "a, \"b\"\nc"));

    List<String> lines =
        BookText.of(new BookRows(Optional.empty(), List.of(row), List.of(), List.of()));

    assertThat(BookReader.read(lines).problems()).isEmpty();
    assertThat(BookReader.read(lines).rows().prices().get(0).origin().source()).isEqualTo("a b c");
  }

  private static Optional<BigDecimal> input(PriceBook book, String day) {
    return book.find("m", Instant.parse(day + "T23:59:59.999Z"))
        .flatMap(price -> price.perMillion(TokenKind.INPUT));
  }
}
