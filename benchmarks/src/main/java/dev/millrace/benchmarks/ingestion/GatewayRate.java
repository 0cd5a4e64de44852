package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Better;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.FreePort;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Events that the gateway takes in a second.
 *
 * <p><i>Shape</i>: batches of {@value Lines#BATCH} lines over {@value #CONNECTIONS} connections,
 * each with one batch under way; what is answered by 202 counts, and that is said only when the
 * broker has it. The gateway runs in a process of its own, as in production but for its stream
 * threads, of which it has none; broker and generator share the cores with it, in this process.
 *
 * @param events of a run
 */
record GatewayRate(int events) implements Benchmark {

  static final int CONNECTIONS = 4;

  private static final String BARE = "bare";

  @Override
  public String name() {
    return "ingestion.gateway.rate";
  }

  @Override
  public String unit() {
    return "events/s";
  }

  @Override
  public String description() {
    return "Events of 1 KB that the gateway takes in NDJSON batches of "
        + Lines.BATCH
        + ", broker and load generator on the same cores.";
  }

  @Override
  public String baseline() {
    return "A bare Kafka producer that publishes the same events, with all acknowledgements.";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    IngestionBench bench = IngestionBench.open(folder);
    bench.workbench().create(BARE, Topics.RAW_EVENTS.partitions());
    return new Session(bench, events);
  }

  private record Session(IngestionBench bench, int events) implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      Reading bare = bare();
      bench.workbench().clear(BARE);
      Reading gateway = gateway();
      bench.workbench().clear(Topics.RAW_EVENTS.name());
      return new Run(bare, gateway);
    }

    @Override
    public void close() {
      bench.close();
    }

    private Reading bare() throws IOException, InterruptedException {
      long before = bench.workbench().records(BARE);
      try (ChildProcess process =
          ChildProcess.start(
              BareProducerMain.class.getName(),
              bench.workbench().environment(),
              BARE,
              String.valueOf(events))) {
        return reading(
            Stretch.of(
                process,
                () -> bench.workbench().records(BARE) - before,
                Stretch.Part.steady(events)));
      }
    }

    /** The tenant's limits are far away: it is the gateway's own that is looked for. */
    private Reading gateway() throws IOException, InterruptedException {
      List<byte[]> bodies = Lines.batches();
      URI address = FreePort.address();
      long before = bench.workbench().records(Topics.RAW_EVENTS.name());
      Map<String, String> settings =
          Map.of(
              "MILLRACE_INGESTION_GATEWAY_PORT",
              String.valueOf(address.getPort()),
              "MILLRACE_INGESTION_THREADS",
              "0",
              "MILLRACE_INGESTION_LIMITS_EVENTS_PER_SECOND",
              "1000000",
              "MILLRACE_INGESTION_LIMITS_BYTES_PER_SECOND",
              "2000000000");
      try (ChildProcess process =
          ChildProcess.start(IngestionBench.MAIN, bench.environment(settings))) {
        FreePort.awaitReady(process, address.resolve("/readyz"));
        try (BatchSender sender =
            BatchSender.start(address, CONNECTIONS, bodies, events / Lines.BATCH)) {
          Stretch stretch = Stretch.of(process, sender::accepted, Stretch.Part.steady(events));
          Stretch.await(process, sender::accepted, events);
          long written = bench.workbench().records(Topics.RAW_EVENTS.name()) - before;
          requireAll(written);
          return reading(stretch).and("written", (double) written);
        }
      }
    }

    /** A gateway that says 202 of what is not there has no figure. */
    private void requireAll(long written) {
      if (written != events) {
        throw new IllegalStateException(
            events + " events were accepted, but " + written + " are in raw-events");
      }
    }

    private static Reading reading(Stretch stretch) {
      return new Reading(stretch.perSecond(), Map.of("us/event", stretch.cpuMicros()));
    }
  }
}
