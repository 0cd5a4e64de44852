package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apart.RunLine.Counts;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A factory of processes with an endpoint that misbehaves, events flowing through it, and faults
 * that befall it, run after run.
 *
 * <p><i>Owner</i>: whoever starts it closes it; its folder goes with it unless its books are
 * broken.
 */
final class FaultyFactory implements AutoCloseable {

  /** Of a run. */
  static final int FAULTS = 3;

  private static final int PER_SECOND = 20;

  /** After each fault so many have to come through, so that the next strikes a factory at work. */
  private static final int SOME = 20;

  /** The endpoint breaks off, throttles and keeps silent now and then, and does what it is told. */
  private static final String ENDPOINT =
      """
      {
        "seed": 1,
        "models": { "": { "faults": [
          {"effect": "error", "text": "in the storm", "probability": 0.7, "status": 429,
           "type": "ThrottlingException", "message": "Too many requests, please wait."},
          {"effect": "error", "text": "it has expired", "status": 403,
           "type": "ExpiredTokenException",
           "message": "The security token included in the request is expired"},
          {"effect": "error", "probability": 0.02, "status": 503,
           "type": "ServiceUnavailableException", "message": "Unable to process your request."},
          {"effect": "no-reply", "probability": 0.005, "held": "20s"},
          {"effect": "cut-body", "probability": 0.01},
          {"effect": "wrong-json", "probability": 0.01}
        ] } }
      }
      """;

  private final Path folder;
  private final Apart apart;
  private final Flow flow;
  private Counts counted = Counts.NONE;
  private boolean sound = true;

  private FaultyFactory(Path folder, Apart apart, Flow flow) {
    this.folder = folder;
    this.apart = apart;
    this.flow = flow;
  }

  /** Starts all of it, and returns when events go through. */
  static FaultyFactory start(Path folder) throws Exception {
    Files.createDirectories(folder);
    Path endpoint = folder.resolve("endpoint.json");
    Files.writeString(endpoint, ENDPOINT);
    Apart apart = Apart.start(folder, Optional.of(endpoint));
    boolean isReady = false;
    try {
      Flow.declare(apart.running());
      FaultyFactory factory =
          new FaultyFactory(folder, apart, Flow.into(apart.running(), PER_SECOND));
      factory.flow.awaitThrough(SOME);
      factory.counted = factory.booked();
      isReady = true;
      return factory;
    } finally {
      if (!isReady) {
        apart.close();
      }
    }
  }

  /** Whether its books hold so far. */
  boolean isSound() {
    return sound;
  }

  /**
   * One run: faults, one after the other, the end of all that was sent, and a look at the books.
   */
  RunLine run(long seed) {
    long began = System.nanoTime();
    Schedule schedule = Schedule.of(seed, FAULTS, apart.names());
    List<String> words = schedule.faults().stream().map(Fault::words).toList();
    System.out.println("seed " + seed + ": " + String.join("; ", words));
    var unused = flow.takeLongestWait();
    Counts before = counted;
    Optional<String> broken = Optional.empty();
    try {
      for (Fault fault : schedule.faults()) {
        befall(fault);
      }
      counted = booked();
      // Only where nothing could be written may a process end of itself.
      if (schedule.faults().stream().noneMatch(Fault.FullDisk.class::isInstance)) {
        assertThat(counted.since(before).revived()).as("ended of themselves").isZero();
      }
    } catch (Exception | AssertionError e) {
      sound = false;
      broken = Optional.of(e.toString());
    }
    return new RunLine(
        seed,
        words,
        counted.since(before),
        flow.takeLongestWait(),
        Duration.ofNanos(System.nanoTime() - began),
        broken);
  }

  @Override
  public void close() throws IOException {
    flow.close();
    apart.close();
    if (sound) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void befall(Fault fault) throws Exception {
    long struck = System.nanoTime();
    fault.befall(apart, flow);
    long over = System.nanoTime();
    flow.awaitThrough(SOME);
    long through = System.nanoTime();
    apart.noteLife();
    System.out.printf(
        "  %s: over after %d ms, events came through after %d ms, the stage was looked at in %d ms%n",
        fault.words(),
        millis(struck, over),
        millis(over, through),
        millis(through, System.nanoTime()));
  }

  /** Lets all end that was sent, requires that the books are right, and goes on. */
  private Counts booked() throws Exception {
    long began = System.nanoTime();
    int sent = flow.pause();
    apart.noteLife();
    long ended = System.nanoTime();
    Balance balance = new Ledger(apart.running()).requireRight(sent, flow.poisoned());
    System.out.printf(
        "  all had ended after %d ms, the books were right after %d ms%n",
        millis(began, ended), millis(ended, System.nanoTime()));
    Map<Outcome, Long> ends = balance.total().predictions();
    long answered = ends.get(Outcome.ANSWERED);
    long failed = ends.get(Outcome.FAILED);
    assertThat(answered + failed).as("ends of events: %s", ends).isEqualTo(sent);
    flow.goOn();
    return new Counts(
        sent,
        answered,
        failed,
        balance.total().deadLetters(),
        balance.calls().lost(),
        apart.stageLives(),
        apart.revived());
  }

  private static long millis(long fromNanos, long toNanos) {
    return TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }
}
