package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.domain.RandomFactory.Defect;
import dev.millrace.local.domain.RandomFactory.Raw;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The books of factories that send, set aside, mend, replay and die in a random order. */
class ReconciliationHistoryTest {

  private static final int LOOKS = 12;
  private static final int STEPS_BETWEEN_LOOKS = 60;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holdAtEveryMoment(long seed) {
    RandomFactory factory = new RandomFactory(seed, Defect.NONE);
    SplittableRandom random = new SplittableRandom(-seed);
    for (int look = 0; look < LOOKS; look++) {
      factory.live(random.nextInt(STEPS_BETWEEN_LOOKS));

      Balance balance = whileItLives(factory, random);

      assertThat(balance.violations()).as("seed %d, look %d", seed, look).isEmpty();
      balance.accounts().forEach(ReconciliationHistoryTest::assertConserved);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void endWithOnePredictionOfEachEvent(long seed) {
    RandomFactory factory = new RandomFactory(seed, Defect.NONE);
    factory.live(800);

    factory.end();

    Balance balance = books(factory);
    assertThat(balance.violations()).as("seed %d", seed).isEmpty();
    Balance.Account total = balance.total();
    assertThat(total.accepted()).isEqualTo(factory.differentEvents() + factory.nonsense());
    assertThat(predictions(total)).isEqualTo(factory.differentEvents());
    assertThat(total.deadLetters()).isEqualTo(factory.nonsense());
    assertThat(total.inFlight()).isZero();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void tellOfEveryDefect(Defect defect) {
    RandomFactory factory = new RandomFactory(7, defect);
    factory.live(800);

    factory.end();

    assertThat(books(factory).violations()).isNotEmpty();
  }

  @Test
  void theDefectsAreTheOnlyDifference() {
    RandomFactory factory = new RandomFactory(7, Defect.NONE);
    factory.live(800);

    factory.end();

    assertThat(books(factory).violations()).isEmpty();
  }

  /** Reads as {@code Books} does, while the factory goes on between one topic and the next. */
  private static Balance whileItLives(RandomFactory factory, SplittableRandom random) {
    Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 0);
    Map<Integer, Long> ingested = Map.copyOf(factory.ingested);
    factory.live(random.nextInt(20));
    factory.predictions.forEach(books::prediction);
    factory.live(random.nextInt(20));
    int nextLetter = letters(factory, books, 0);
    factory.live(random.nextInt(20));
    int nextRequest = requests(factory, books, 0);
    factory.live(random.nextInt(20));
    events(factory, books);
    books.within(new Reach(NOON, Map.of(), Map.of(), ingested));
    for (int look = 0; look < 1000 && books.doubts(); look++) {
      factory.live(random.nextInt(20));
      nextLetter = letters(factory, books, nextLetter);
      nextRequest = requests(factory, books, nextRequest);
    }
    return books.balance();
  }

  private static Balance books(RandomFactory factory) {
    Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 0);
    factory.predictions.forEach(books::prediction);
    int unusedLetter = letters(factory, books, 0);
    int unusedRequest = requests(factory, books, 0);
    events(factory, books);
    books.within(new Reach(NOON, Map.of(), Map.of(), factory.ingested));
    return books.balance();
  }

  private static int letters(RandomFactory factory, Reconciliation books, int from) {
    for (DeadLetter letter : factory.letters.subList(from, factory.letters.size())) {
      if (letter.getStage() == Stage.INGESTION && !letter.getTopic().equals("raw-events")) {
        books.letterOfOwnTopic(letter);
      } else {
        books.deadLetter(letter);
      }
    }
    return factory.letters.size();
  }

  private static int requests(RandomFactory factory, Reconciliation books, int from) {
    factory
        .requests
        .subList(from, factory.requests.size())
        .forEach(request -> books.request(0, request));
    return factory.requests.size();
  }

  private static void events(RandomFactory factory, Reconciliation books) {
    for (int partition = 0; partition < factory.rawEvents.size(); partition++) {
      for (int offset = 0; offset < factory.rawEvents.get(partition).size(); offset++) {
        EventPosition at = new EventPosition(partition, offset);
        Raw raw = factory.rawEvents.get(partition).get(offset);
        DeadLetter replayOf = raw.replayOf();
        if (raw.event() != null) {
          books.event(at, raw.event());
        } else if (replayOf != null) {
          books.unreadableReplay(
              at, new EventPosition(replayOf.getPartition(), replayOf.getOffset()));
        } else {
          books.unreadableEvent(at);
        }
      }
    }
  }

  private static void assertConserved(Balance.Account account) {
    assertThat(account.accepted())
        .isEqualTo(predictions(account) + account.deadLetters() + account.inFlight());
  }

  private static long predictions(Balance.Account account) {
    return account.predictions().values().stream().mapToLong(Long::longValue).sum();
  }
}
