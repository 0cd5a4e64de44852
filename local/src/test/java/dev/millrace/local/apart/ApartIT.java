package dev.millrace.local.apart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each job as a process of its own, from what the build has packaged, the Flink jobs on a cluster
 * of processes: what they do together under load while they are killed and moved.
 */
@Tag("long")
class ApartIT {

  private static final int PER_SECOND = 20;

  /** Enough for each job to be in the middle of its work. */
  private static final int SOME = 60;

  @TempDir private Path folder;
  private Apart apart;
  private RunningFactory factory;

  @BeforeEach
  void start() throws Exception {
    long began = System.nanoTime();
    apart = Apart.start(folder, Optional.empty());
    factory = apart.running();
    Flow.declare(factory);
    System.out.printf(
        "%d processes, ready after %d s%n",
        apart.names().size(), Duration.ofNanos(System.nanoTime() - began).toSeconds());
  }

  @AfterEach
  void stop() {
    if (apart != null) {
      apart.close();
    }
  }

  @Test
  void endsEachEventOnceWhileEachProcessIsKilledInTurn() throws Exception {
    int sent;
    try (Flow flow = Flow.into(factory, PER_SECOND)) {
      flow.awaitMore(SOME);
      for (String name : apart.names()) {
        long began = System.nanoTime();
        apart.replace(name);
        flow.awaitMore(SOME);
        System.out.printf(
            "killed %s, %d s until the next %d events were accepted%n",
            name, Duration.ofNanos(System.nanoTime() - began).toSeconds(), SOME);
      }
      sent = flow.pause();
    }
    requireAllAnswered(sent);
  }

  @Test
  void losesAndDoublesNothingThroughASavepointAndTwiceAsManyInstances() throws Exception {
    int sent;
    try (Flow flow = Flow.into(factory, PER_SECOND)) {
      flow.awaitMore(SOME);
      apart.rescale();
      flow.awaitMore(SOME);
      sent = flow.pause();
    }
    requireAllAnswered(sent);
  }

  private void requireAllAnswered(int sent) throws Exception {
    Balance balance = new Ledger(factory).requireRight(sent, 0);
    System.out.printf("%s%n%s%n%s%n", balance.total(), balance.calls(), balance.money());
    assertThat(balance.total().predictions().get(Outcome.ANSWERED)).isEqualTo(sent);
  }
}
