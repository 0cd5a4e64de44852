package dev.millrace.lifecycle.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.offline.OfflineRun.End;
import dev.millrace.lifecycle.offline.OfflineRun.Terms;
import dev.millrace.lifecycle.offline.Reply.Next;
import dev.millrace.lifecycle.offline.Reply.Paid;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OfflineRunTest {

  private static final BigDecimal BOUND = new BigDecimal("0.10");
  private static final BigDecimal COST = new BigDecimal("0.04");
  private static final Terms TERMS = new Terms(4, Duration.ofHours(1), 3, Duration.ZERO);

  private final FakeModel model = new FakeModel();
  private final Map<String, Said> kept = new HashMap<>();
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void asksEveryQuestionOnce() throws InterruptedException {
    Purse purse = new Purse(new BigDecimal("100"));

    assertThat(run(purse, 50)).isEqualTo(End.DONE);

    assertThat(kept).hasSize(50);
    assertThat(model.calls).isEqualTo(50);
    assertThat(model.mostAtOnce).isEqualTo(4);
    assertThat(purse.spent()).isEqualByComparingTo("2.00");
  }

  @Test
  void neverSpendsMoreThanThereIs() throws InterruptedException {
    Purse purse = new Purse(new BigDecimal("1.00"));

    assertThat(run(purse, 50)).isEqualTo(End.NO_MONEY);

    // After 23 calls 0.92 are spent: the next might cost 0.10.
    assertThat(purse.spent()).isEqualByComparingTo("0.92");
    assertThat(kept).hasSize(23);
  }

  @Test
  void asksAgainWhereTheEndpointWasBusy() throws InterruptedException {
    model.busy = 2;

    assertThat(run(new Purse(BigDecimal.TEN), 1)).isEqualTo(End.DONE);
    assertThat(model.calls).isEqualTo(3);
    assertThat(kept.values()).allSatisfy(said -> assertThat(said.text()).contains("yes"));
  }

  @Test
  void givesUpAfterSoManyCalls() throws InterruptedException {
    model.busy = 9;

    assertThat(run(new Purse(BigDecimal.TEN), 1)).isEqualTo(End.DONE);
    assertThat(model.calls).isEqualTo(3);
    assertThat(kept.values()).allSatisfy(said -> assertThat(said.failure()).contains("busy"));
  }

  /** Nobody knows what a call took whose answer never came: it stays booked at its bound. */
  @Test
  void whatIsNotKnownStaysBooked() throws InterruptedException {
    model.busy = 9;
    model.paidWhenBusy = Paid.UNKNOWN;
    Purse purse = new Purse(new BigDecimal("0.25"));

    assertThat(run(purse, 1)).isEqualTo(End.NO_MONEY);
    assertThat(model.calls).isEqualTo(2);
    assertThat(purse.spent()).isEqualByComparingTo("0.20");
  }

  @Test
  void endsWhenTheTimeIsOver() throws InterruptedException {
    model.takes = Duration.ofMinutes(7);

    assertThat(run(new Purse(BigDecimal.TEN), 50)).isEqualTo(End.NO_TIME);
    assertThat(kept).hasSize(9);
  }

  @Test
  void asksAModelWithoutAPriceOnlyWhereThatIsSaid() throws InterruptedException {
    model.bound = Optional.empty();

    assertThat(run(new Purse(BigDecimal.TEN), 3)).isEqualTo(End.UNPRICED);
    assertThat(model.calls).isZero();
    assertThat(run(new Purse(BigDecimal.TEN, Purse.Unpriced.LET_THROUGH), 3)).isEqualTo(End.DONE);
    assertThat(model.calls).isEqualTo(3);
  }

  @Test
  void thereIsNoBudgetBelowNothing() {
    assertThatThrownBy(() -> new Purse(new BigDecimal("-1"))).hasMessageContaining("-1");
  }

  private End run(Purse purse, int questions) throws InterruptedException {
    List<Question> asked =
        IntStream.range(0, questions)
            .mapToObj(i -> new Question("q-" + i, Optional.empty(), "?", 8, OptionalDouble.empty()))
            .toList();
    return new OfflineRun(model, TERMS, purse, () -> now)
        .run(asked, (question, reply) -> kept.put(question.id(), reply.said()));
  }

  /** Answers at once; what is not taken yet counts as under way. */
  private final class FakeModel implements Model {

    private int calls;
    private int busy;
    private int mostAtOnce;
    private Paid paidWhenBusy = Paid.NOTHING;
    private Optional<BigDecimal> bound = Optional.of(BOUND);
    private Duration takes = Duration.ZERO;

    @Override
    public CompletableFuture<Reply> ask(Question question) {
      calls++;
      mostAtOnce = Math.max(mostAtOnce, calls - kept.size());
      now = now.plus(takes);
      Reply reply =
          busy-- > 0
              ? new Reply(Said.nothing("busy", 1), Next.ASK_AGAIN, paidWhenBusy)
              : new Reply(
                  new Said(
                      Optional.of("yes"), Optional.empty(), Optional.empty(), Optional.of(COST), 1),
                  Next.KEEP,
                  Paid.AS_SAID);
      return CompletableFuture.completedFuture(reply);
    }

    @Override
    public Optional<BigDecimal> bound(Question question) {
      return bound;
    }
  }
}
