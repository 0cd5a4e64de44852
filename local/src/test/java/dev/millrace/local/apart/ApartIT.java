package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each job as a process of its own, from what the build has packaged, the Flink jobs on a cluster
 * of processes: what they do together under load while they are killed and moved.
 */
@Tag("long")
class ApartIT {

  private static final int PER_SECOND = 20;

  /** Enough for each job to be in the middle of its work. */
  private static final int SOME = 40;

  private final Instant began = Instant.now();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Apart apart;
  private RunningFactory factory;

  @BeforeEach
  void start() throws Exception {
    apart = Apart.start(folder, Optional.empty());
    factory = apart.running();
    Flow.declare(factory);
    say(apart.names().size() + " processes are ready");
  }

  @AfterEach
  void stop() {
    if (apart != null) {
      apart.close();
    }
  }

  @Test
  void losesAndDoublesNothingWhileEachProcessIsKilledAndTheStageGrows() throws Exception {
    int sent;
    try (Flow flow = Flow.into(factory, PER_SECOND)) {
      overcome("the start", flow);
      for (String name : apart.names()) {
        apart.replace(name);
        overcome("killed and started again: " + name, flow);
      }
      apart.rescale();
      overcome("twice as many instances of the Flink jobs, from savepoints", flow);
      sent = flow.pause();
    }
    requireAnswers(sent);
    assertThat(apart.revived()).as("processes that ended of themselves").isZero();
  }

  /** Waits until events go through again and all before them have, and says how long that took. */
  private void overcome(String what, Flow flow) {
    flow.awaitThrough(SOME);
    flow.awaitEnded();
    apart.noteLife();
    say("%s; longest wait of an event %d ms".formatted(what, flow.takeLongestWait().toMillis()));
  }

  /** While the endpoint is away its attempts may be used up: these end as FAILED, few of all. */
  private void requireAnswers(int sent) throws Exception {
    Balance balance = new Ledger(factory).requireRight(sent, 0);
    say(balance.total() + "\n" + balance.calls() + "\n" + balance.money());
    Map<Outcome, Long> ends = balance.total().predictions();
    assertThat(ends.get(Outcome.ANSWERED) + ends.get(Outcome.FAILED)).isEqualTo(sent);
    assertThat(ends.get(Outcome.ANSWERED)).isGreaterThan(sent * 9L / 10);
  }

  private void say(String what) {
    System.out.printf("%d s: %s%n", Duration.between(began, Instant.now()).toSeconds(), what);
  }
}
