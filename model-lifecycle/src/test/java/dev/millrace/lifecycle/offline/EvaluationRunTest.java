package dev.millrace.lifecycle.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.offline.EvaluationRun.Asked;
import dev.millrace.lifecycle.offline.EvaluationRun.Result;
import dev.millrace.lifecycle.offline.OfflineRun.End;
import dev.millrace.lifecycle.offline.OfflineRun.Terms;
import dev.millrace.lifecycle.offline.Reply.Next;
import dev.millrace.lifecycle.offline.Reply.Paid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationRunTest {

  private static final List<String> LABELS = List.of("bug", "billing");
  private static final BigDecimal COST = new BigDecimal("0.01");
  private static final BigDecimal PLENTY = new BigDecimal("100");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));

  private final MemoryStore store = new MemoryStore();
  private final EvaluationRun run =
      new EvaluationRun(store, new Terms(4, Duration.ofHours(1), 2, Duration.ZERO), CLOCK);
  private final FakeModel champion = new FakeModel("bug");
  private final FakeModel candidate = new FakeModel("\"Billing\".");

  @Test
  void pairsTheAnswersOfBoth() throws Exception {
    Result.Complete complete =
        (Result.Complete) run.run(examples(60), champion, candidate, plenty());

    assertThat(complete.answers())
        .hasSize(60)
        .allSatisfy(
            pair -> {
              assertThat(pair.champion().label()).contains("bug");
              assertThat(pair.candidate().label()).contains("billing");
              assertThat(pair.candidate().cost()).contains(COST);
            });
  }

  @Test
  void asksNobodyTwice() throws Exception {
    run.run(examples(60), champion, candidate, plenty());
    Result again = run.run(examples(60), champion, candidate, plenty());

    assertThat(again).isInstanceOf(Result.Complete.class);
    assertThat(champion.asked).hasSize(60).doesNotHaveDuplicates();
    assertThat(candidate.asked).hasSize(60).doesNotHaveDuplicates();
  }

  /** As after a kill: what was kept is not asked for again, and its cost is known. */
  @Test
  void goesOnWhereItWas() throws Exception {
    store.failsAfter = 24;
    assertThatThrownBy(() -> run.run(examples(60), champion, candidate, plenty()))
        .isInstanceOf(UncheckedIOException.class);
    store.failsAfter = Integer.MAX_VALUE;
    int before = champion.asked.size();
    Purse purse = plenty();

    assertThat(run.run(examples(60), champion, candidate, purse))
        .isInstanceOf(Result.Complete.class);
    assertThat(champion.asked).hasSize(before + 60 - 24);
    assertThat(purse.spent()).isEqualByComparingTo(COST.multiply(new BigDecimal(120)));
  }

  @Test
  void theBudgetHoldsOverRestarts() throws Exception {
    BigDecimal budget = new BigDecimal("0.305");

    assertThat(run.run(examples(60), champion, candidate, new Purse(budget)))
        .isEqualTo(new Result.Incomplete(End.NO_MONEY, 90));
    assertThat(run.run(examples(60), champion, candidate, new Purse(budget)))
        .isEqualTo(new Result.Incomplete(End.NO_MONEY, 90));
    assertThat(champion.asked).hasSize(30);
  }

  /** They were paid for as far as anybody knows, in whichever life that was. */
  @Test
  void whatNobodyHeardOfCountsForTheBudgetOnce() throws Exception {
    run.keepLost(Map.of("call-1", new BigDecimal("0.10")));
    run.keepLost(Map.of("call-1", new BigDecimal("0.10"), "call-2", new BigDecimal("0.05")));

    assertThat(run.run(examples(60), champion, candidate, new Purse(new BigDecimal("0.305"))))
        .isEqualTo(new Result.Incomplete(End.NO_MONEY, 105));
    assertThat(champion.asked).hasSize(15);
  }

  @Test
  void asksNobodyWhoseCostNothingBounds() throws Exception {
    candidate.bound = Optional.empty();

    assertThat(run.run(examples(30), champion, candidate, plenty()))
        .isEqualTo(new Result.Incomplete(End.UNPRICED, 30));
    assertThat(candidate.asked).isEmpty();
  }

  @Test
  void beginsNoFurtherCallWhereNobodyWantsIt() throws Exception {
    Purse purse = plenty();
    champion.afterEach = () -> purse.shut();

    assertThat(run.run(examples(30), champion, candidate, purse))
        .isInstanceOfSatisfying(
            Result.Incomplete.class,
            incomplete -> assertThat(incomplete.end()).isEqualTo(End.STOPPED));
    assertThat(champion.asked).hasSize(1);
    assertThat(store.read("champion")).as("what was asked is kept").hasSize(1);
    assertThat(candidate.asked).isEmpty();
  }

  @Test
  void anEndpointThatIsAwayMakesNoAnswerWrong() throws Exception {
    candidate.reply = Optional.of(new Reply(Said.nothing("away", 1), Next.ASK_AGAIN, Paid.NOTHING));
    assertThat(run.run(examples(30), champion, candidate, plenty()))
        .isEqualTo(new Result.Incomplete(End.DONE, 30));

    candidate.reply = Optional.empty();
    assertThat(run.run(examples(30), champion, candidate, plenty()))
        .isInstanceOf(Result.Complete.class);
  }

  @Test
  void whatIsRefusedForItsOwnSakeIsWrong() throws Exception {
    candidate.reply = Optional.of(new Reply(Said.nothing("too long", 1), Next.KEEP, Paid.NOTHING));

    Result.Complete complete =
        (Result.Complete) run.run(examples(30), champion, candidate, plenty());

    assertThat(complete.answers())
        .allSatisfy(pair -> assertThat(pair.candidate().label()).isEmpty());
  }

  private static Purse plenty() {
    return new Purse(PLENTY);
  }

  private static List<Asked> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Asked(
                    new Example("r-" + i, "bug", Optional.empty()),
                    new Question("r-" + i, Optional.empty(), "?", 8, OptionalDouble.of(0)),
                    LABELS))
        .toList();
  }

  private static final class FakeModel implements Model {

    private final List<String> asked = new ArrayList<>();
    private final String text;
    private Runnable afterEach = () -> {};
    private Optional<Reply> reply = Optional.empty();
    private Optional<BigDecimal> bound = Optional.of(COST);

    FakeModel(String text) {
      this.text = text;
    }

    @Override
    public CompletableFuture<Reply> ask(Question question) {
      asked.add(question.id());
      afterEach.run();
      return CompletableFuture.completedFuture(
          reply.orElse(
              new Reply(
                  new Said(
                      Optional.of(text), Optional.empty(), Optional.empty(), Optional.of(COST), 7),
                  Next.KEEP,
                  Paid.AS_SAID)));
    }

    @Override
    public Optional<BigDecimal> bound(Question question) {
      return bound;
    }
  }

  private static final class MemoryStore implements AnswerStore {

    private final Map<String, Map<String, ModelAnswer>> kept = new HashMap<>();
    private int failsAfter = Integer.MAX_VALUE;

    @Override
    public Map<String, ModelAnswer> read(String model) {
      return Map.copyOf(kept.getOrDefault(model, Map.of()));
    }

    @Override
    public void add(String model, Map<String, ModelAnswer> answers) throws IOException {
      if (failsAfter-- <= 0) {
        throw new IOException("the store is away");
      }
      kept.computeIfAbsent(model, key -> new HashMap<>()).putAll(answers);
    }
  }
}
