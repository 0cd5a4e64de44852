package dev.millrace.benchmarks.inference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Better;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How a quota of tokens is used by more requests than it lets through.
 *
 * <p><i>Shape</i>: the endpoint keeps the quota by Bedrock's own rule, for each of two models of
 * which each program asks one. Its bucket is full in the beginning and fills again while it is
 * emptied. Nothing is looked at before what is missing in it has been the same for ten seconds:
 * from then on only what comes back is spent. It is looked at for 40 seconds.
 *
 * <p>Both figures are of the endpoint's own counts: tokens that were settled, and calls that were
 * answered by 429.
 *
 * @param figure which of the two
 * @param tokensPerMinute the quota
 */
record QuotaUse(Part figure, long tokensPerMinute) implements Benchmark {

  private static final int AT_ONCE = 64;
  private static final Duration LATENCY = Duration.ofMillis(200);

  /**
   * Not the 30 s after which the endpoint closes connections that rest: it is asked before and
   * after.
   */
  private static final Duration WINDOW = Duration.ofSeconds(40);

  /** How long the bucket has to stand still, and by how much of the quota it may differ. */
  private static final Duration STILL = Duration.ofSeconds(10);

  private static final double STILL_SHARE = 0.05;

  /** What has to be spent before, of a minute's quota: a program that has not begun is still. */
  private static final int BEGUN_PART = 10;

  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Duration NEVER_STILL = Duration.ofMinutes(3);

  private static final double NANOS_OF_MINUTE = 6e10;

  /** What the plain program asks: neither waits for what the other has spent to come back. */
  private static final String OTHER_MODEL = "amazon.nova-lite-v1:0";

  private static final double PERCENT = 100;

  /** Less than any of these calls takes, so that there are always more to come. */
  private static final int TOKENS_OF_A_CALL = 25;

  /** What is shown. */
  enum Part {
    USED("inference.quota.used", "used %", "Tokens settled in 40 seconds, of the quota"),
    THROTTLED(
        "inference.quota.throttled",
        "throttled %",
        "Calls answered by 429, of all calls in 40 seconds");

    private final String name;
    private final String context;
    private final String description;

    Part(String name, String context, String description) {
      this.name = name;
      this.context = context;
      this.description = description;
    }
  }

  @Override
  public String name() {
    return figure.name;
  }

  @Override
  public String unit() {
    return "%";
  }

  @Override
  public String description() {
    return figure.description
        + ", while more requests wait than a quota of "
        + tokensPerMinute
        + " tokens a minute lets through.";
  }

  @Override
  public String baseline() {
    return "Flink's AsyncDataStream around a client of the AWS SDK with its own retries.";
  }

  /** The same window shows both. */
  @Override
  public Benchmark measuredBy() {
    return new QuotaUse(Part.USED, tokensPerMinute);
  }

  @Override
  public Run seenIn(Run run) {
    return run.by(figure.context);
  }

  @Override
  public Better better() {
    return figure == Part.USED ? Better.LARGER : Better.SMALLER;
  }

  /** A share that is next to nothing is many times as much by a call or two. */
  @Override
  public double noise() {
    return figure == Part.USED ? 0.01 : 0.5;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    String setup = "{\"models\":{" + model(InferenceBench.MODEL) + "," + model(OTHER_MODEL) + "}}";
    return new Session(this, InferenceBench.open(folder, setup));
  }

  private String model(String id) {
    return "\""
        + id
        + "\":{\"latency\":{\"fixed\":\""
        + LATENCY.toMillis()
        + "ms\"},\"quota\":{\"tokensPerMinute\":"
        + tokensPerMinute
        + "},\"script\":[],\"otherwise\":\"billing\"}";
  }

  /** Calls that were answered by 429, as the endpoint says of a quota. */
  static long throttled(JsonNode quota) {
    return quota.path("throttled").path("tokens").asLong()
        + quota.path("throttled").path("requests").asLong();
  }

  /** The two that a run gives. */
  private record Use(double used, double throttled) {

    Reading reading() {
      return new Reading(used, Map.of(Part.USED.context, used, Part.THROTTLED.context, throttled));
    }
  }

  private record Session(QuotaUse benchmark, InferenceBench bench) implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      Use plain;
      awaitFullQuota(OTHER_MODEL);
      bench.publish(requests());
      try (ChildProcess process = bench.plain(OTHER_MODEL, AT_ONCE)) {
        plain = watch(process, OTHER_MODEL);
      }
      bench.clear();
      Use stage;
      awaitFullQuota(InferenceBench.MODEL);
      bench.publish(requests());
      try (ChildProcess process =
          bench.stage(
              Map.of(
                  "MILLRACE_INFERENCE_CALLS_AT_ONCE",
                  String.valueOf(AT_ONCE),
                  "MILLRACE_INFERENCE_QUOTAS",
                  InferenceBench.MODEL + "=" + benchmark.tokensPerMinute() + "/1000000"))) {
        stage = watch(process, InferenceBench.MODEL);
      }
      bench.clear();
      return new Run(plain.reading(), stage.reading());
    }

    @Override
    public void close() {
      bench.close();
    }

    private int requests() {
      return (int) (5 * benchmark.tokensPerMinute() / TOKENS_OF_A_CALL);
    }

    private Use watch(ChildProcess process, String model) throws InterruptedException {
      long before = quota(model).path("tokens").path("settled").asLong();
      Stretch.await(
          process,
          () -> quota(model).path("tokens").path("settled").asLong() - before,
          benchmark.tokensPerMinute() / BEGUN_PART);
      awaitStill(process, model);
      JsonNode begin = quota(model);
      long beginNanos = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(WINDOW.toNanos());
      process.requireAlive();
      JsonNode end = quota(model);
      double minutes = (System.nanoTime() - beginNanos) / NANOS_OF_MINUTE;
      long settled =
          end.path("tokens").path("settled").asLong()
              - begin.path("tokens").path("settled").asLong();
      long throttled = throttled(end) - throttled(begin);
      long admitted = end.path("admitted").asLong() - begin.path("admitted").asLong();
      if (admitted == 0) {
        throw new IllegalStateException("the endpoint let no call through for 40 seconds");
      }
      return new Use(
          PERCENT * settled / (benchmark.tokensPerMinute() * minutes),
          PERCENT * throttled / (throttled + admitted));
    }

    private void awaitStill(ChildProcess process, String model) throws InterruptedException {
      int looks = (int) (STILL.toMillis() / LOOK.toMillis());
      long end = System.nanoTime() + NEVER_STILL.toNanos();
      Deque<Long> used = new ArrayDeque<>();
      do {
        process.requireAlive();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "after " + NEVER_STILL.toSeconds() + " s the quota of " + model + " is not still");
        }
        used.add(quota(model).path("tokens").path("used").asLong());
        if (used.size() > looks) {
          used.remove();
        }
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      } while (used.size() < looks
          || Collections.max(used) - Collections.min(used)
              > STILL_SHARE * benchmark.tokensPerMinute());
    }

    private void awaitFullQuota(String model) throws InterruptedException {
      while (quota(model).path("tokens").path("used").asLong() > 0) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }

    private JsonNode quota(String model) {
      return bench.endpoint().quota(model);
    }
  }
}
