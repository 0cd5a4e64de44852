package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult.Counted;
import dev.millrace.inference.domain.CallResult.Spent;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What others book wrongly. Each test computes what the mistaken rule would book, and shows that
 * ours books something else, and right.
 */
class BookedCostsTest {

  private static final TokenUsage USAGE = new TokenUsage(1_000L, 100L, 0L, 0L, 0L);

  private static final PriceBook BOOK =
      PriceBook.parse(
          List.of(
              "model,tier,effective_from,input,output,cache_read,cache_write_5m,cache_write_1h",
              NOVA.modelId() + ",standard,2026-01-01,1,4,0.1,1.25,2",
              NOVA.modelId() + ",flex,2026-01-01,0.5,2,,,",
              NOVA.modelId() + ",batch,2026-01-01,0.25,1,,,"));

  private final RequestCourse course =
      new RequestCourse(Requests.classification(), BEGINNING, Requests.rules(BOOK));

  /** The price of the tier that was asked for, where another one served the call. */
  @Test
  void booksThePriceOfTheTierThatServed() {
    BigDecimal mistaken = BOOK.cost(NOVA.modelId(), BEGINNING, USAGE).orElseThrow();

    assertThat(mistaken).isEqualByComparingTo("0.0014");
    assertThat(answered(Optional.of("flex"), USAGE).getCost()).isEqualByComparingTo("0.0007");
  }

  @Test
  void booksThePriceOfTheTierThatWasAskedForWhereNoneIsNamed() {
    assertThat(answered(Optional.empty(), USAGE).getCost()).isEqualByComparingTo("0.0014");
  }

  @Test
  void booksThePriceOfBatchJobs() {
    assertThat(answered(Optional.of("batch"), USAGE).getCost()).isEqualByComparingTo("0.00035");
  }

  /** A tier without a price is not the standard one. */
  @Test
  void booksNoPriceOfATierThatItDoesNotKnow() {
    assertThat(answered(Optional.of("priority"), USAGE).getCost()).isNull();
    assertThat(answered(Optional.of("reserved"), USAGE).getCost()).isNull();
  }

  /** Usage that was not reported booked as no tokens, and so as no money. */
  @Test
  void booksUnknownUsageAsUnknownMoney() {
    Prediction prediction = answered(Optional.of("default"), null);

    assertThat(prediction.getCost()).isNull();
    assertThat(prediction.getAttempts().get(0).getUsage()).isNull();
    assertThat(prediction.getAttempts().get(0).getCost()).isNull();
  }

  /** litellm PR 36762: the ledger has the five kinds apart, so each has its own price. */
  @Test
  void booksEachKindOfTokensAtItsOwnPrice() {
    TokenUsage usage = new TokenUsage(1_000L, 0L, 1_000L, 1_000L, 1_000L);
    BigDecimal mistaken = new BigDecimal("0.0036");

    assertThat(answered(Optional.of("default"), usage).getCost())
        .isEqualByComparingTo("0.00435")
        .isNotEqualByComparingTo(mistaken);
  }

  /** litellm PR 36008, open-ace PR 3422: a stream that broke off was free. */
  @Test
  void booksWhatAStreamTookThatBrokeOff() {
    ModelInput.Chat chat =
        new ModelInput.Chat(Optional.of("Be kind."), "Begin.", 64, OptionalDouble.empty());
    TokenUsage estimate = StreamUsage.estimate(chat, "One day", 2);
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    course.turn(BEGINNING);
    course.after(
        new CallResult.Failed(
            Cause.TRANSPORT,
            "the stream was cut",
            Optional.of("endpoint-1"),
            Optional.of(new Spent(estimate, Counted.ESTIMATED, Optional.of(5L)))),
        BEGINNING.plusMillis(10));
    course.resume(BEGINNING.plusMillis(200));
    course.turn(BEGINNING.plusMillis(200));
    Prediction prediction =
        ((Step.Settle)
                course.after(
                    Requests.answer("bug", "end_turn", Optional.of(USAGE)),
                    BEGINNING.plusMillis(300)))
            .prediction();
    BigDecimal mistaken = BOOK.cost(NOVA.modelId(), BEGINNING, USAGE).orElseThrow();
    BigDecimal lost = BOOK.cost(NOVA.modelId(), BEGINNING, estimate).orElseThrow();

    assertThat(lost).isPositive();
    assertThat(prediction.getCost()).isEqualByComparingTo(mistaken.add(lost));
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getUsageEstimated)
        .containsExactly(true, false);
  }

  private Prediction answered(Optional<String> tier, @Nullable TokenUsage usage) {
    RequestCourse one =
        new RequestCourse(Requests.classification(), BEGINNING, Requests.rules(BOOK));
    one.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    one.turn(BEGINNING);
    return ((Step.Settle)
            one.after(
                new CallResult.Answered(
                    new CallResult.Content.Text("bug"),
                    "end_turn",
                    new CallResult.Report(
                        Optional.of("endpoint-1"),
                        Optional.ofNullable(usage),
                        Optional.of(7L),
                        tier)),
                BEGINNING.plusMillis(10)))
        .prediction();
  }
}
