package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long a tenant with a single request waits behind one with very many.
 *
 * <p><i>Shape</i>: the same single requests, one after the other, first alone, then while the other
 * tenant's flood waits. The slowest of them is shown, of the baseline the median: it is the service
 * time. Before all of that, other requests are read that end by their deadline: a process that has
 * read hardly any takes many times as long for each as it does later, and what would be measured is
 * its compiler.
 *
 * @param flood requests of the other tenant
 */
record FloodedTenant(int flood) implements Benchmark {

  private static final Duration LATENCY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 16;
  private static final int SINGLES = 15;

  /** The first calls of a process take longer than those that follow. */
  private static final int WARM_UP = 15;

  /** Requests that are read before, nearly all without a call. */
  private static final int READ_BEFORE = 60_000;

  private static final Duration SHORT_LIFE = Duration.ofSeconds(2);

  private static final String FLOODING = "flooding";
  private static final double NANOS_OF_MILLI = 1e6;

  @Override
  public String name() {
    return "inference.fairness.wait";
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public String description() {
    return "From send to prediction of the slowest of "
        + SINGLES
        + " single requests of a tenant, while "
        + flood
        + " of another wait; "
        + AT_ONCE
        + " calls of "
        + LATENCY.toMillis()
        + " ms at once.";
  }

  @Override
  public String baseline() {
    return "The median of such requests while nobody else has any: the service time.";
  }

  /** The slowest of few differs much. */
  @Override
  public double noise() {
    return 0.15;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    return new Session(this, InferenceBench.open(folder, CallConcurrency.setup(LATENCY)));
  }

  private record Session(FloodedTenant benchmark, InferenceBench bench)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      try (ChildProcess stage =
              bench.stage(Map.of("MILLRACE_INFERENCE_CALLS_AT_ONCE", String.valueOf(AT_ONCE)));
          Asking asking = new Asking(bench)) {
        long begun = bench.predictions();
        bench.publish(READ_BEFORE, InferenceBench.TICKET.within(SHORT_LIFE));
        Stretch.await(stage, () -> bench.predictions() - begun, READ_BEFORE);
        double[] unused = singles(asking, WARM_UP);
        double[] alone = singles(asking, SINGLES);
        bench.publish(benchmark.flood(), InferenceBench.TICKET.of(FLOODING));
        long before = bench.predictions();
        long begin = System.nanoTime();
        double[] besides = singles(asking, SINGLES);
        stage.requireAlive();
        double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
        long answered = bench.predictions() - before - SINGLES;
        if (answered >= benchmark.flood() - AT_ONCE) {
          throw new IllegalStateException("the flood was over before it was looked at");
        }
        return new Run(
            new Reading(median(alone), Map.of("slowest ms", alone[SINGLES - 1])),
            new Reading(besides[SINGLES - 1], Map.of("median ms", median(besides)))
                .and("flood's calls/s", answered / seconds));
      } finally {
        bench.clear();
      }
    }

    @Override
    public void close() {
      bench.close();
    }

    /** In milliseconds, the fastest first. */
    private double[] singles(Asking asking, int count) throws InterruptedException {
      double[] took = new double[count];
      for (int i = 0; i < count; i++) {
        took[i] = Asking.await(asking.ask(bench.nextRequest())).nanos() / NANOS_OF_MILLI;
      }
      Arrays.sort(took);
      return took;
    }

    private static double median(double[] took) {
      return Percentiles.of(took, 0.5);
    }
  }
}
