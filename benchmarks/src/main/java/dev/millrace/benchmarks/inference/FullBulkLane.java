package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.record.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What interactive requests feel of a bulk lane that is full.
 *
 * <p><i>Shape</i>: interactive requests come evenly, first alone, then while bulk requests of the
 * same tenant wait. Both times the first of them warm the programs up and are not looked at.
 *
 * @param interactive requests that are looked at, each time
 * @param bulk requests that wait
 */
record FullBulkLane(int interactive, int bulk) implements Benchmark {

  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final int AT_ONCE = 64;
  private static final int PER_SECOND = 40;
  private static final int WARM_UP = 10 * PER_SECOND;
  private static final double PERCENTILE = 0.99;
  private static final double NANOS_OF_MILLI = 1e6;

  @Override
  public String name() {
    return "inference.lanes.p99";
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public String description() {
    return "99th percentile from send to prediction of interactive requests, "
        + PER_SECOND
        + " a second, while the bulk lane is full; "
        + AT_ONCE
        + " calls of "
        + LATENCY.toMillis()
        + " ms at once.";
  }

  @Override
  public String baseline() {
    return "The same requests without any in the bulk lane.";
  }

  /** A percentile of few differs much. */
  @Override
  public double noise() {
    return 0.15;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    return new Session(this, InferenceBench.open(folder, CallConcurrency.setup(LATENCY)));
  }

  private record Session(FullBulkLane benchmark, InferenceBench bench)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      try (ChildProcess stage =
              bench.stage(Map.of("MILLRACE_INFERENCE_CALLS_AT_ONCE", String.valueOf(AT_ONCE)));
          Asking asking = new Asking(bench)) {
        double unused = percentile(asking, WARM_UP);
        double alone = percentile(asking, benchmark.interactive());
        bench.publish(benchmark.bulk(), InferenceBench.TICKET.in(Lane.BULK));
        long before = bench.predictions();
        long begin = System.nanoTime();
        double unusedToo = percentile(asking, WARM_UP);
        double besides = percentile(asking, benchmark.interactive());
        double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
        stage.requireAlive();
        long answered = bench.predictions() - before - WARM_UP - benchmark.interactive();
        if (answered >= benchmark.bulk()) {
          throw new IllegalStateException("the bulk lane was empty before the end");
        }
        return new Run(
            new Reading(alone, Map.of()),
            new Reading(besides, Map.of("bulk calls/s", answered / seconds)));
      } finally {
        bench.clear();
      }
    }

    @Override
    public void close() {
      bench.close();
    }

    private double percentile(Asking asking, int count) throws InterruptedException {
      List<CompletableFuture<Asking.Reply>> replies = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        LockSupport.parkNanos(
            begin + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND - System.nanoTime());
        replies.add(asking.ask(bench.nextRequest()));
      }
      double[] took = new double[count];
      for (int i = 0; i < count; i++) {
        took[i] = Asking.await(replies.get(i)).nanos() / NANOS_OF_MILLI;
      }
      return Percentiles.of(took, PERCENTILE);
    }
  }
}
