package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends what others asked of a model, as they did, but faster.
 *
 * <p><i>Shape</i>: requests come when the trace says, divided by the speed, with questions and
 * answers as long as it says (answers rounded up to {@value #STEP} tokens); the quota of the
 * endpoint is multiplied by the speed. The model takes as long as one does.
 *
 * <p>The endpoint's bucket is full in the beginning and holds a minute of ours, so {@code speed} of
 * the trace's: what holds requests up is the pace of the stage itself. Calls that are throttled all
 * the same are counted.
 *
 * @param name of the figure
 * @param trace what was asked
 * @param speed how much faster
 * @param tokensPerMinute quota at speed 1
 */
record TraceReplay(String name, Source trace, int speed, long tokensPerMinute)
    implements Benchmark {

  private static final int STEP = 64;
  private static final int CHARACTERS_OF_A_TOKEN = 4;
  private static final int AT_ONCE = 1_000;
  private static final int REQUESTS_PER_MINUTE = 1_000_000;
  private static final double MILLIS = 1e3;
  private static final double PERCENT = 100;

  /** Longer than any answer of the traces that are known. */
  private static final int MAX_TOKENS = 1_024;

  private static final Template QUESTION =
      new Template(
          InferenceBench.TENANT,
          InferenceBench.PIPELINE,
          Lane.INTERACTIVE,
          Task.GENERATION,
          "Answer.",
          List.of(),
          MAX_TOKENS);

  /** Reads a trace. */
  @FunctionalInterface
  interface Source {
    Trace read() throws IOException;
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public String description() {
    return "From the first request of a recorded trace, sent at "
        + speed
        + " times its speed against "
        + speed
        + " times a quota of "
        + tokensPerMinute
        + " tokens a minute, to the last prediction.";
  }

  @Override
  public String baseline() {
    return "How long the trace itself lasts at that speed.";
  }

  /** As long as the trace is. */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    return new Session(this, trace.read(), InferenceBench.open(folder, setup()));
  }

  private long quota() {
    return tokensPerMinute * speed;
  }

  private String setup() {
    String rules =
        IntStream.rangeClosed(1, MAX_TOKENS / STEP)
            .map(step -> step * STEP)
            .mapToObj(
                tokens ->
                    "{\"words\":\""
                        + opening(tokens)
                        + "\",\"answer\":\""
                        + "word".repeat(tokens)
                        + "\"}")
            .collect(Collectors.joining(","));
    return "{\"models\":{\""
        + InferenceBench.MODEL
        + "\":{\"latency\":{\"p50\":\"400ms\",\"p99\":\"3s\"},\"quota\":{\"tokensPerMinute\":"
        + quota()
        + "},\"script\":["
        + rules
        + "],\"otherwise\":\"word\"}}}";
  }

  private static String opening(int tokens) {
    return "Say " + tokens + " tokens.";
  }

  private static String question(Trace.Call call) {
    int rounded = (call.outputTokens() + STEP - 1) / STEP * STEP;
    String opening = opening(Math.min(MAX_TOKENS, rounded));
    int length = call.inputTokens() * CHARACTERS_OF_A_TOKEN - QUESTION.system().length();
    return opening + ".".repeat(Math.max(0, length - opening.length()));
  }

  private record Session(TraceReplay benchmark, Trace trace, InferenceBench bench)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      try (ChildProcess stage = bench.stage(settings());
          Asking asking = new Asking(bench)) {
        Asking.Reply unused = Asking.await(asking.ask(bench.nextRequest()));
        long throttled = throttled();
        long begin = System.nanoTime();
        List<CompletableFuture<Asking.Reply>> replies = sent(asking, begin);
        List<Prediction> predictions = new ArrayList<>();
        for (CompletableFuture<Asking.Reply> reply : replies) {
          predictions.add(Asking.await(reply).prediction());
        }
        double seconds = seconds(System.nanoTime() - begin);
        stage.requireAlive();
        return new Run(
            new Reading(seconds(trace.length().toNanos()) / benchmark.speed(), Map.of()),
            reading(seconds, predictions, throttled() - throttled));
      } finally {
        bench.clear();
      }
    }

    @Override
    public void close() {
      bench.close();
    }

    private Map<String, String> settings() {
      return Map.of(
          "MILLRACE_INFERENCE_CALLS_AT_ONCE",
          String.valueOf(AT_ONCE),
          "MILLRACE_INFERENCE_QUOTAS",
          InferenceBench.MODEL + "=" + benchmark.quota() + "/" + REQUESTS_PER_MINUTE);
    }

    private List<CompletableFuture<Asking.Reply>> sent(Asking asking, long begin) {
      List<CompletableFuture<Asking.Reply>> replies = new ArrayList<>();
      for (Trace.Call call : trace.calls()) {
        String question = question(call);
        Duration after = call.after().dividedBy(benchmark.speed());
        LockSupport.parkNanos(begin + after.toNanos() - System.nanoTime());
        replies.add(asking.ask(bench.nextRequest(QUESTION, question)));
      }
      return replies;
    }

    private static Reading reading(double seconds, List<Prediction> predictions, long throttled) {
      double[] waits =
          predictions.stream()
              .mapToDouble(prediction -> prediction.getLatencies().getWaitMillis() / MILLIS)
              .toArray();
      List<Attempt> attempts =
          predictions.stream().map(Prediction::getAttempts).flatMap(Collection::stream).toList();
      for (Prediction one : predictions) {
        if (one.getOutcome() != Outcome.ANSWERED) {
          throw new IllegalStateException("a request has no answer: " + one.getCause());
        }
      }
      return new Reading(seconds, Map.of())
          .and("requests", predictions.size())
          .and("calls", attempts.size())
          .and("throttled %", PERCENT * throttled / attempts.size())
          .and("wait p50 s", Percentiles.of(waits, 0.50))
          .and("wait p99 s", Percentiles.of(waits, 0.99))
          .and("longest wait s", Percentiles.of(waits, 1))
          .and("input tokens", tokens(attempts, TokenUsage::getInputTokens))
          .and("output tokens", tokens(attempts, TokenUsage::getOutputTokens))
          .and("cost USD", cost(predictions));
    }

    private static double tokens(List<Attempt> attempts, ToDoubleFunction<TokenUsage> kind) {
      return attempts.stream()
          .map(Attempt::getUsage)
          .filter(Objects::nonNull)
          .mapToDouble(kind)
          .sum();
    }

    private static double cost(List<Prediction> predictions) {
      return predictions.stream()
          .map(Prediction::getCost)
          .filter(Objects::nonNull)
          .reduce(BigDecimal.ZERO, BigDecimal::add)
          .doubleValue();
    }

    private long throttled() {
      return QuotaUse.throttled(bench.endpoint().quota(InferenceBench.MODEL));
    }

    private static double seconds(long nanos) {
      return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
  }
}
