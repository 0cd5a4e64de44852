package dev.millrace.lifecycle.judge;

import static dev.millrace.lifecycle.judge.JudgeWorld.NOON;
import static dev.millrace.lifecycle.judge.JudgeWorld.exchange;
import static dev.millrace.lifecycle.judge.JudgeWorld.nothing;
import static dev.millrace.lifecycle.judge.JudgeWorld.said;
import static dev.millrace.record.JudgeState.ASKING;
import static dev.millrace.record.JudgeState.INVALID;
import static dev.millrace.record.JudgeState.LOST;
import static dev.millrace.record.JudgeState.RATED;
import static dev.millrace.record.JudgeState.TIED;
import static dev.millrace.record.JudgeState.UNANSWERED;
import static dev.millrace.record.JudgeState.UNPAID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.lifecycle.offline.Reply;
import dev.millrace.record.JudgeVerdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeDeskTest {

  private final JudgeWorld world = new JudgeWorld();

  @Test
  void ratesAnAnswerInBothPositionsAndBooksItsCalls() {
    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, RATED);
    assertThat(world.written.get(0).getBooked()).as("at most").isEqualByComparingTo("0.04");
    assertThat(world.last("r"))
        .satisfies(
            verdict -> {
              assertThat(verdict.getRating()).isEqualTo(0.75);
              assertThat(verdict.getBestFirst()).isEqualTo(4);
              assertThat(verdict.getWorstFirst()).isEqualTo(4);
              assertThat(verdict.getBooked()).isEqualByComparingTo("0.002");
              assertThat(verdict.getTenant()).isEqualTo("acme");
              assertThat(verdict.getJudge()).isEqualTo("amazon.nova-pro-v1:0");
            });
    assertThat(world.asked).hasSize(2);
    assertThat(world.charged).containsOnly(new OfflineLedger.Whose("acme", "letters", 0));
  }

  @Test
  void aRatingThatFollowsThePositionIsATie() {
    world.answers =
        question ->
            said(
                question.system().orElseThrow().contains("5 = excellent\n4")
                    ? "{\"rating\":5}"
                    : "{\"rating\":1}");

    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, TIED);
    assertThat(world.last("r").getRating()).isNull();
  }

  @Test
  void asksForARatingOnceMoreAndThenGivesUp() {
    world.answers = question -> said("I find it good.");

    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, INVALID);
    assertThat(world.asked).hasSize(2);
    assertThat(world.asked.get(1).system().orElseThrow()).contains("You have been asked this");
    assertThat(world.last("r").getInvalidAnswers()).isEqualTo(2);
    assertThat(world.last("r").getBooked()).isEqualByComparingTo("0.002");
  }

  @Test
  void nobodyIsAskedTwiceThoughItIsToldAgainAndAfterARestart() {
    JudgeDesk desk = world.desk();
    desk.round(List.of(exchange("r"), exchange("r")));
    desk.round(List.of(exchange("r")));
    world.desk().round(List.of(exchange("r")));

    assertThat(world.asked).hasSize(2);
    assertThat(world.written).hasSize(2);
  }

  @Test
  void spendsNoMoreThanTheBudgetAndSoDoesTheNextLife() {
    world.answers = question -> nothing(Reply.Next.ASK_AGAIN, Reply.Paid.UNKNOWN);
    // A call of which nobody knows what was paid is booked at its bound of 0.01.
    JudgeDesk desk = world.desk();
    IntStream.range(0, 4).forEach(i -> desk.round(List.of(exchange("a" + i))));
    JudgeDesk next = world.desk();
    IntStream.range(0, 4).forEach(i -> next.round(List.of(exchange("b" + i))));

    assertThat(booked()).isLessThanOrEqualTo(new BigDecimal("0.08"));
    assertThat(world.states("b0")).containsExactly(ASKING, UNANSWERED);
    assertThat(world.states("b1")).containsExactly(UNPAID);
    assertThat(world.last("b1").getDetail()).contains("dailyBudget");

    world.now = NOON.plus(Duration.ofHours(12));
    next.round(List.of(later("c")));
    assertThat(world.states("c")).as("on the next day").containsExactly(ASKING, UNANSWERED);
  }

  @Test
  void answersThatAreAskedAboutAtTheSameTimeShareTheBudget() {
    world.answers = question -> nothing(Reply.Next.KEEP, Reply.Paid.UNKNOWN);

    world.desk().round(List.of(exchange("a"), exchange("b"), exchange("c")));

    // Two at once have all of it set aside; the third begins with what the first has left.
    assertThat(booked()).isLessThanOrEqualTo(new BigDecimal("0.08"));
    assertThat(world.states("a")).containsExactly(ASKING, UNANSWERED);
    assertThat(world.states("c")).containsExactly(UNPAID);
  }

  @Test
  void whatWasUnderWayWhenAnotherDiedStaysBookedAndIsNotAskedAgain() {
    world.room = 1;
    world.desk().round(List.of(exchange("r")));
    assertThat(world.states("r")).containsExactly(ASKING);

    world.room = Integer.MAX_VALUE;
    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, LOST);
    assertThat(world.last("r").getBooked()).isEqualByComparingTo("0.04");
    assertThat(world.asked).hasSize(2);
  }

  @Test
  void goesOnWithTheSameDeskWhenTheBrokersAreBack() {
    world.room = 0;
    JudgeDesk desk = world.desk();
    desk.round(List.of(exchange("r")));
    assertThat(world.asked).as("nothing is asked before the money is set aside").isEmpty();

    world.room = Integer.MAX_VALUE;
    desk.round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, RATED);
  }

  @Test
  void waitsForABusyEndpointAndPaysNothingForThat() {
    world.answers =
        question ->
            world.asked.size() < 4
                ? nothing(Reply.Next.ASK_AGAIN, Reply.Paid.NOTHING)
                : said("{\"rating\":2}");

    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, RATED);
    assertThat(world.last("r").getBooked()).isEqualByComparingTo("0.002");
  }

  @Test
  void givesUpAnEndpointThatStaysBusy() {
    world.answers = question -> nothing(Reply.Next.ASK_AGAIN, Reply.Paid.NOTHING);

    world.desk().round(List.of(exchange("r")));

    assertThat(world.states("r")).containsExactly(ASKING, UNANSWERED);
    assertThat(world.asked).hasSize(5);
    assertThat(world.last("r").getBooked()).isEqualByComparingTo("0");
    assertThat(world.last("r").getDetail()).isEqualTo("the endpoint is away");
  }

  @Test
  void aJudgeThatBreaksHasNotAnsweredAndMayHaveBeenPaid() {
    world.answers =
        question -> {
          throw new IllegalStateException("closed");
        };
    world.desk().round(List.of(exchange("thrown")));
    world.reply = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("away")));
    world.desk().round(List.of(exchange("failed")));

    for (String request : List.of("thrown", "failed")) {
      assertThat(world.states(request)).containsExactly(ASKING, UNANSWERED);
      assertThat(world.last(request).getBooked()).isEqualByComparingTo("0.01");
      assertThat(world.last(request).getDetail()).contains("IllegalStateException");
    }
  }

  @Test
  void aCallWithoutAnEndEndsTheSessionAndIsLost() {
    world.longest = Duration.ofMillis(1);
    world.reply = Optional.of(new CompletableFuture<>());
    JudgeDesk desk = world.desk();
    desk.round(List.of(exchange("r")));
    world.reply = Optional.empty();

    desk.round(List.of(exchange("r"), exchange("s")));

    assertThat(world.states("r")).containsExactly(ASKING, LOST);
    assertThat(world.states("s")).containsExactly(ASKING, RATED);
  }

  @Test
  void closesAJudgeThatNoSpecNamesAnyMore() {
    JudgeDesk desk = world.desk();
    desk.round(List.of(exchange("a")));
    assertThat(world.closed).isEmpty();
    world.spec = Optional.of(JudgeWorld.spec(JudgeWorld.SPEC.replace("nova-pro", "nova-lite")));

    desk.round(List.of(exchange("b")));
    assertThat(world.closed).containsExactly("amazon.nova-pro-v1:0");
    world.spec = Optional.empty();
    desk.round(List.of());

    assertThat(world.closed).containsExactly("amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0");
  }

  @Test
  void aJudgeWithoutAPriceIsNotAsked() {
    world.bound = Optional.empty();

    world.desk().round(List.of(exchange("r")));

    assertThat(world.asked).isEmpty();
    assertThat(world.states("r")).containsExactly(UNPAID);
    assertThat(world.last("r").getDetail()).contains("has no price");
  }

  @Test
  void anAnswerThatHasWaitedTooLongIsCounted() {
    world.now = NOON.plus(Duration.ofHours(2));

    world.desk().round(List.of(exchange("r")));

    assertThat(world.asked).isEmpty();
    assertThat(world.states("r")).containsExactly(UNANSWERED);
    assertThat(world.last("r").getDetail()).contains("lifecycle.judge.patience");
  }

  @Test
  void noAnswerOfATenantThatWasErasedIsRatedAndThatIsCounted() {
    world.erased.add("globex");
    Exchange other = exchange("g");

    world
        .desk()
        .round(
            List.of(
                new Exchange(
                    "g",
                    "globex",
                    other.pipeline(),
                    other.system(),
                    other.user(),
                    other.answer(),
                    other.since()),
                exchange("r")));

    assertThat(world.states("g")).containsExactly(UNANSWERED);
    assertThat(world.last("g").getDetail()).contains("its tenant was erased");
    assertThat(world.last("g").getBooked()).isZero();
    assertThat(world.states("r")).as("the answer beside it").containsExactly(ASKING, RATED);
    assertThat(world.charged).containsOnly(new OfflineLedger.Whose("acme", "letters", 0));
  }

  @Test
  void aPipelineWithoutAJudgeIsPassedOver() {
    world.spec = Optional.empty();

    world.desk().round(List.of(exchange("r")));

    assertThat(world.written).isEmpty();
  }

  @Test
  void beginsNothingWhenItIsClosing() {
    JudgeDesk desk = world.desk();
    desk.closing();

    desk.round(List.of(exchange("r")));
    desk.end();

    assertThat(world.written).isEmpty();
  }

  private BigDecimal booked() {
    return world.written.stream()
        .map(verdict -> world.last(verdict.getRequestId()))
        .distinct()
        .map(JudgeVerdict::getBooked)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private Exchange later(String request) {
    Exchange early = exchange(request);
    return new Exchange(
        request,
        early.tenant(),
        early.pipeline(),
        early.system(),
        early.user(),
        early.answer(),
        world.now.minusSeconds(60));
  }
}
