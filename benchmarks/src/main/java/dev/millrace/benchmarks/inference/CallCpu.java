package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Processor time of the stage for one call.
 *
 * <p><i>Shape</i>: each of the three programs makes the same calls in a process of its own, with as
 * many under way; the processor time of the process is taken over the last quarter, because the
 * compiler works through most of what is before it.
 *
 * @param client of the baseline
 * @param atOnce calls under way at most
 * @param calls of a run
 */
record CallCpu(BareCallsMain.Client client, int atOnce, int calls) implements Benchmark {

  private static final Duration LATENCY = Duration.ofMillis(50);

  @Override
  public String name() {
    return switch (client) {
      case NETTY -> "inference.call.cpu";
      case CRT -> "inference.call.cpu.crt";
    };
  }

  @Override
  public boolean isLong() {
    return client != BareCallsMain.Client.NETTY;
  }

  @Override
  public String unit() {
    return "us/call";
  }

  @Override
  public String description() {
    return "Processor time of the Bedrock stage for one request, from the request topic to the"
        + " prediction topic, with "
        + atOnce
        + " calls of 50 ms under way.";
  }

  @Override
  public String baseline() {
    return "A bare loop around the client of the AWS SDK, over " + client + ".";
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    return new Session(this, InferenceBench.open(folder, CallConcurrency.setup(LATENCY)));
  }

  private record Session(CallCpu benchmark, InferenceBench bench) implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      Stretch loop = bare();
      Stretch stage = stage();
      return new Run(reading(loop), reading(stage));
    }

    @Override
    public void close() {
      bench.close();
    }

    private static Reading reading(Stretch stretch) {
      return new Reading(
          stretch.cpuMicros(),
          Map.of("calls/s", stretch.perSecond(), "compilers us/call", stretch.compilerMicros()));
    }

    private Stretch bare() throws IOException, InterruptedException {
      long before = bench.endpoint().calls();
      try (ChildProcess process =
          ChildProcess.start(
              BareCallsMain.class.getName(),
              Map.of(),
              bench.endpoint().address().toString(),
              String.valueOf(benchmark.atOnce()),
              benchmark.client().name())) {
        return Stretch.of(
            process, () -> bench.endpoint().calls() - before, Stretch.Part.late(benchmark.calls()));
      }
    }

    private Stretch stage() throws IOException, InterruptedException {
      bench.publish(benchmark.calls());
      long before = bench.predictions();
      try (ChildProcess process =
          bench.stage(
              Map.of("MILLRACE_INFERENCE_CALLS_AT_ONCE", String.valueOf(benchmark.atOnce())))) {
        Stretch stretch =
            Stretch.of(
                process, () -> bench.predictions() - before, Stretch.Part.late(benchmark.calls()));
        Stretch.await(process, () -> bench.predictions() - before, benchmark.calls());
        bench.clear();
        return stretch;
      }
    }
  }
}
