package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bedrock.cloudwatch.CloudWatchFaults;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults.Fault;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.publisher.domain.Terms;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real client of the SDK, over its own protocol. */
class PublisherJobTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T10:00:00Z");
  private static final Duration TURN = Duration.ofSeconds(20);
  private static final int RECORDS = 1_500;
  private static final int MOST_TURNS = 2_000;

  /** Exact in binary, and of twelve places: sums are compared to the last digit. */
  private static final BigDecimal GRAIN = new BigDecimal("0.0009765625");

  private final ManualClock clock = new ManualClock(BEGINNING);

  /** Data of calls that were taken and never written down. */
  private final List<Datum> twice = new ArrayList<>();

  private List<Datum> unwritten = List.of();
  private long unwrittenBatch;
  private Standing standing = Standing.FIRST;
  private int lives;

  @Test
  void tellsEveryWindowOnceWhereNothingGoesWrong() {
    List<Reading> log = log(new SplittableRandom(1));
    FakeJournal journal = new FakeJournal(new SplittableRandom(2), 0);

    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(CloudWatchFaults.NONE, clock)) {
      run(log, journal, cloudWatch);

      assertThat(lives).isEqualTo(1);
      assertThat(twice).isEmpty();
      assertSumsAreThoseOf(log, cloudWatch);
      assertThat(cloudWatch.store().sum("PublishedBatches"))
          .isEqualByComparingTo(BigDecimal.valueOf(journal.mark().batch()));
      assertThat(cloudWatch.store().sum("PublishedUncertain")).isZero();
      assertThat(cloudWatch.store().sum("PublishedCorrections")).isPositive();
    }
  }

  @Test
  void losesAndDoublesNothingThroughThrottlingAndOutage() {
    List<Reading> log = log(new SplittableRandom(3));
    FakeJournal journal = new FakeJournal(new SplittableRandom(4), 0);
    CloudWatchFaults faults =
        call ->
            call > 5 && call < 20
                ? Optional.of(Fault.FAILED)
                : call % 2 == 0 ? Optional.of(Fault.THROTTLED) : Optional.empty();

    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(faults, clock)) {
      run(log, journal, cloudWatch);

      assertSumsAreThoseOf(log, cloudWatch);
      assertThat(cloudWatch.store().sum("PublishedBatches"))
          .isEqualByComparingTo(BigDecimal.valueOf(journal.mark().batch()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void doublesWhatWasSentAndNotWrittenDownAndNothingElse(long seed) {
    RandomGenerator dice = new SplittableRandom(seed);
    List<Reading> log = log(dice);
    FakeJournal journal = new FakeJournal(dice, 0.1);
    CloudWatchFaults faults = call -> fault(dice);

    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(faults, clock)) {
      run(log, journal, cloudWatch);

      assertThat(lives).as("seed %d", seed).isGreaterThan(3);
      assertSumsAreThoseOf(log, cloudWatch);
      BigDecimal doubled =
          cloudWatch
              .store()
              .sum("PublishedBatches")
              .subtract(BigDecimal.valueOf(journal.mark().batch()));
      assertThat(doubled).as("seed %d", seed).isEqualByComparingTo(sum("PublishedBatches", twice));
    }
  }

  @Test
  void showsHowItStandsWhileTheEndpointIsAway() {
    List<Reading> log = log(new SplittableRandom(9)).subList(0, 100);
    FakeJournal journal = new FakeJournal(new SplittableRandom(10), 0);

    try (StandInCloudWatch cloudWatch =
        new StandInCloudWatch(call -> Optional.of(Fault.THROTTLED), clock)) {
      PublisherJob job = job(log, journal, cloudWatch.sink());
      for (int turn = 0; turn < 100; turn++) {
        job.turn();
        clock.advance(TURN);
      }

      assertThat(standing.batches()).isZero();
      assertThat(standing.failures()).isGreaterThan(10);
      assertThat(standing.why()).contains("400");
      assertThat(standing.waiting()).isPositive();
      assertThat(cloudWatch.store().data()).isZero();
    }
  }

  @Test
  void leavesOutWhatIsRefusedAndTellsTheRest() {
    List<Reading> log = log(new SplittableRandom(11)).subList(0, 300);
    FakeJournal journal = new FakeJournal(new SplittableRandom(12), 0);
    List<Datum> taken = new ArrayList<>();
    PublisherJob job =
        job(
            log,
            journal,
            refusing(
                data -> data.stream().anyMatch(d -> d.series().metric() == Metric.DEAD_LETTERS),
                taken));

    for (int turn = 0; turn < 1_000; turn++) {
      job.turn();
      clock.advance(TURN);
    }

    long windows =
        log.stream()
            .filter(reading -> reading.figures().containsKey(Metric.DEAD_LETTERS))
            .map(Reading::window)
            .distinct()
            .count();
    assertThat(standing.waiting()).isZero();
    assertThat(sum("PublishedLeftOut", taken)).isEqualByComparingTo(BigDecimal.valueOf(windows));
    assertThat(sum("CostSpent", taken))
        .isEqualByComparingTo(sums(log).getOrDefault(Metric.COST_SPENT, BigDecimal.ZERO));
  }

  @Test
  void waitsWhereEverythingIsRefused() {
    List<Reading> log = log(new SplittableRandom(13)).subList(0, 300);
    FakeJournal journal = new FakeJournal(new SplittableRandom(14), 0);
    List<Datum> taken = new ArrayList<>();
    Instant mended = BEGINNING.plus(Duration.ofHours(1));
    PublisherJob job = job(log, journal, refusing(data -> clock.instant().isBefore(mended), taken));

    while (clock.instant().isBefore(mended)) {
      job.turn();
      clock.advance(TURN);
    }
    assertThat(standing.failures()).isGreaterThan(10);
    assertThat(standing.why()).isEqualTo("InvalidParameterValue");

    for (int turn = 0; turn < 100; turn++) {
      job.turn();
      clock.advance(TURN);
    }
    assertThat(standing.failures()).isZero();
    assertThat(standing.waiting()).isZero();
    assertThat(sum("PublishedLeftOut", taken)).isEqualByComparingTo("3");
  }

  private static Sink refusing(Predicate<List<Datum>> isRefused, List<Datum> taken) {
    return new Sink() {
      @Override
      public Outcome send(List<Datum> data) {
        if (isRefused.test(data)) {
          return new Outcome.Refused("InvalidParameterValue");
        }
        taken.addAll(data);
        return new Outcome.Sent();
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  private void run(List<Reading> log, FakeJournal journal, StandInCloudWatch cloudWatch) {
    int idle = 0;
    int turns = 0;
    while (idle < 20) {
      lives++;
      FakeSource source = new FakeSource(log, journal.offsets());
      try {
        PublisherJob job = job(source, journal, recording(cloudWatch, journal));
        while (idle < 20) {
          assertThat(turns++).as("turns").isLessThan(MOST_TURNS);
          job.turn();
          clock.advance(TURN);
          boolean isIdle = source.isAtEnd() && standing.waiting() == 0 && journal.mark().isDone();
          idle += isIdle ? 1 : 0;
        }
      } catch (KafkaException e) {
        // The next life begins with what is written down.
        if (!journal.mark().equals(new Journal.Mark(unwrittenBatch, /* isDone= */ true))) {
          twice.addAll(unwritten);
        }
        unwritten = List.of();
      }
    }
  }

  private PublisherJob job(List<Reading> log, FakeJournal journal, Sink sink) {
    return job(new FakeSource(log, journal.offsets()), journal, sink);
  }

  private PublisherJob job(FakeSource source, FakeJournal journal, Sink sink) {
    return new PublisherJob(
        Terms.usual(),
        journal.past(),
        new PublisherJob.Means(
            source, journal, sink, now -> List.of(), clock, new SplittableRandom(0)),
        now -> standing = now);
  }

  /** Remembers what was taken until it is written down. */
  private Sink recording(StandInCloudWatch cloudWatch, FakeJournal journal) {
    return new Sink() {
      @Override
      public Outcome send(List<Datum> data) {
        long before = cloudWatch.store().data();
        long batch = journal.mark().batch();
        Outcome outcome = cloudWatch.sink().send(data);
        if (cloudWatch.store().data() > before) {
          if (batch == unwrittenBatch) {
            // What was taken before this, of the same batch, is there twice.
            twice.addAll(unwritten);
          }
          unwritten = data;
          unwrittenBatch = batch;
        }
        return outcome;
      }

      @Override
      public void close() {
        // The stand-in closes it.
      }
    };
  }

  private static Optional<Fault> fault(RandomGenerator dice) {
    double drawn = dice.nextDouble();
    return drawn < 0.1
        ? Optional.of(Fault.THROTTLED)
        : drawn < 0.2
            ? Optional.of(Fault.FAILED)
            : drawn < 0.3 ? Optional.of(Fault.UNHEARD) : Optional.empty();
  }

  private void assertSumsAreThoseOf(List<Reading> log, StandInCloudWatch cloudWatch) {
    Map<Metric, BigDecimal> topics = sums(log);
    topics.forEach(
        (metric, sum) ->
            assertThat(
                    cloudWatch
                        .store()
                        .sum(metric.cloudWatchName())
                        .subtract(sum(metric.cloudWatchName(), twice)))
                .as("%s", metric)
                .isEqualByComparingTo(sum));
  }

  private static BigDecimal sum(String name, List<Datum> data) {
    return data.stream()
        .filter(datum -> datum.series().metric().cloudWatchName().equals(name))
        .flatMap(datum -> datum.counts().entrySet().stream())
        .map(one -> new BigDecimal(one.getKey()).multiply(BigDecimal.valueOf(one.getValue())))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What the topics say in the end. */
  private static Map<Metric, BigDecimal> sums(List<Reading> log) {
    Map<String, Reading> newest = new HashMap<>();
    Map<Metric, BigDecimal> sums = new HashMap<>();
    for (Reading reading : log) {
      if (reading.manner() == Manner.REPLACES) {
        newest.put(reading.window(), reading);
      } else {
        reading.figures().forEach((metric, value) -> sums.merge(metric, value, BigDecimal::add));
      }
    }
    newest
        .values()
        .forEach(
            reading ->
                reading
                    .figures()
                    .forEach((metric, value) -> sums.merge(metric, value, BigDecimal::add)));
    return sums;
  }

  /** Windows of the last hour, growing in any order, and dead letters between them. */
  private static List<Reading> log(RandomGenerator dice) {
    List<Reading> log = new ArrayList<>();
    Map<String, BigDecimal> spent = new HashMap<>();
    for (int i = 0; i < RECORDS; i++) {
      Instant minute = BEGINNING.minusSeconds(60L * dice.nextInt(60));
      if (dice.nextInt(4) == 0) {
        log.add(
            new Reading(
                "letters/" + minute,
                minute,
                minute.plusSeconds(60),
                Manner.ADDS,
                0,
                Optional.empty(),
                Map.of(Dimension.PIPELINE, "p", Dimension.CAUSE, "TOO_LARGE"),
                Map.of(Metric.DEAD_LETTERS, BigDecimal.ONE)));
      } else {
        String tenant = "tenant-" + dice.nextInt(30);
        String window = "cost/" + tenant + "/" + minute;
        BigDecimal cost =
            spent.merge(
                window, GRAIN.multiply(BigDecimal.valueOf(1 + dice.nextInt(100))), BigDecimal::add);
        log.add(
            new Reading(
                window,
                minute,
                minute.plusSeconds(60),
                Manner.REPLACES,
                i,
                Optional.of(tenant),
                Map.of(Dimension.PIPELINE, "p", Dimension.MODEL, "amazon.nova-micro-v1:0"),
                Map.of(Metric.COST_SPENT, cost, Metric.COST_CALLS, BigDecimal.valueOf(i + 1))));
      }
    }
    return log;
  }
}
