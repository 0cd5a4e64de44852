package dev.millrace.bedrock.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How time passes for calls.
 *
 * @param latency what a call takes at least, by model id
 * @param executor runs what is due after a time, without a thread that waits for it
 */
public record Pace(
    InstantSource clock,
    Function<String, Duration> latency,
    Function<Duration, Executor> executor) {

  /** The same latency for every model, by the system's clock. */
  public static Pace of(Duration latency) {
    return new Pace(
        InstantSource.system(),
        model -> latency,
        left -> CompletableFuture.delayedExecutor(left.toNanos(), TimeUnit.NANOSECONDS));
  }
}
