package dev.millrace.local.apart;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.domain.Balance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A factory of processes, and one run of faults after another, under load. After each run nothing
 * may be lost, doubled, out of order or unaccounted for.
 *
 * <p><i>Shape</i>: as many runs as {@code millrace.faults.runs} says, each of {@value #FAULTS}
 * faults; the seeds are {@code millrace.faults.seed} and those that follow it, and are printed. A
 * run that failed is had again, but for its timing, with its seed and {@code runs} of 1.
 */
@Tag("faults")
class FaultsIT {

  private static final int RUNS = Integer.getInteger("millrace.faults.runs", 3);
  private static final long SEED = Long.getLong("millrace.faults.seed", System.nanoTime());
  private static final int FAULTS = 3;
  private static final int PER_SECOND = 20;

  /** Between two faults, so that each strikes a factory at work. */
  private static final int SOME = 40;

  /** The endpoint breaks off, throttles and keeps silent now and then, and mostly in storms. */
  private static final String ENDPOINT =
      """
      {
        "seed": 1,
        "models": { "": { "faults": [
          {"effect": "error", "text": "storm", "probability": 0.7, "status": 429,
           "type": "ThrottlingException", "message": "Too many requests, please wait."},
          {"effect": "error", "probability": 0.02, "status": 503,
           "type": "ServiceUnavailableException", "message": "Unable to process your request."},
          {"effect": "no-reply", "probability": 0.005, "held": "20s"},
          {"effect": "cut-body", "probability": 0.01},
          {"effect": "wrong-json", "probability": 0.01}
        ] } }
      }
      """;

  @TempDir private Path folder;

  @Test
  void keepsItsInvariantsThroughEveryRun() throws Exception {
    Path endpoint = folder.resolve("endpoint.json");
    Files.writeString(endpoint, ENDPOINT);
    try (Apart apart = Apart.start(folder, Optional.of(endpoint))) {
      RunningFactory factory = apart.running();
      Flow.declare(factory);
      try (Flow flow = Flow.into(factory, PER_SECOND)) {
        flow.awaitMore(SOME);
        for (int run = 0; run < RUNS; run++) {
          Schedule schedule = Schedule.of(SEED + run, FAULTS, apart.names());
          System.out.printf("run %d: %s%n", run, schedule);
          for (Fault fault : schedule.faults()) {
            fault.befall(apart, flow);
            flow.awaitMore(SOME);
          }
          int sent = flow.pause();
          Balance balance = new Ledger(factory).requireRight(sent, flow.poisoned());
          System.out.printf("run %d holds: %s %s%n", run, balance.total(), balance.calls());
          flow.goOn();
        }
        flow.pause();
      }
    }
  }
}
