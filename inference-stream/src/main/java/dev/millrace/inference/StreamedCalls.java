package dev.millrace.inference;

import dev.millrace.inference.bedrock.AnswerStream;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes calls whose answers come piece by piece: has the pieces written as they come, and breaks
 * off what nobody wants any more, and what has fallen silent.
 *
 * <p><i>Threads</i>: may be told by many. Streams are looked after on a thread of its own, and
 * chunks written on another, so that a topic that is away keeps no stream alive.
 */
final class StreamedCalls implements AutoCloseable {

  /** How soon after its deadline, or after a kill switch, a stream is broken off. */
  private static final Duration SWEEP = Duration.ofMillis(250);

  private final Endpoint endpoint;
  private final Function<ModelCall, Optional<String>> stopped;
  private final Duration silence;
  private final InstantSource clock;
  private final SideTopic<PredictionChunk> topic;
  private final PauseTimer sweeps = new PauseTimer("inference-streams");
  private final PauseTimer writes = new PauseTimer("inference-chunks");
  private final ChunkedAnswer.Outgoing outgoing;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean prepared = new AtomicBoolean();
  private boolean sweeping;

  /** Where the calls are made; pieces are told on a thread that must not be kept waiting. */
  @FunctionalInterface
  interface Endpoint {
    AnswerStream stream(ModelCall call, InstantSource clock, Consumer<String> pieces);
  }

  private record Open(ModelCall call, AnswerStream stream) {}

  /**
   * Without any call.
   *
   * @param stopped why a call may not go on, in one sentence; absent where it may
   * @param silence longest time between two events of a stream
   * @param topic taken over
   */
  StreamedCalls(
      Endpoint endpoint,
      Function<ModelCall, Optional<String>> stopped,
      Duration silence,
      InstantSource clock,
      SideTopic<PredictionChunk> topic) {
    this.endpoint = endpoint;
    this.stopped = stopped;
    this.silence = silence;
    this.clock = clock;
    this.topic = topic;
    this.outgoing = new ChunkedAnswer.Outgoing(topic, writes::after, clock);
  }

  /** Makes one; the future never fails, and ends when the last piece is on its way. */
  CompletableFuture<CallResult> make(ModelCall call, ChunkAddress to) {
    // Before the first piece comes: else it would come behind its prediction.
    if (!prepared.getAndSet(true)) {
      writes.after(Duration.ZERO, topic::prepare);
    }
    ChunkedAnswer chunks = new ChunkedAnswer(call, to, outgoing);
    Open one = new Open(call, endpoint.stream(call, clock, chunks::add));
    open.add(one);
    sweepLater();
    return one.stream()
        .result()
        .thenApply(
            result -> {
              open.remove(one);
              chunks.end();
              return result;
            });
  }

  private synchronized void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      sweeps.after(SWEEP, this::sweep);
    }
  }

  private void sweep() {
    Instant now = clock.instant();
    try {
      List.copyOf(open).forEach(one -> look(one, now));
    } finally {
      synchronized (this) {
        sweeping = false;
      }
      if (!open.isEmpty()) {
        sweepLater();
      }
    }
  }

  private void look(Open one, Instant now) {
    if (one.call().streamUntil().filter(until -> !now.isBefore(until)).isPresent()) {
      one.stream()
          .breakOff(
              Cause.DEADLINE_EXPIRED,
              "the deadline "
                  + one.call().streamUntil().orElseThrow()
                  + " passed while the answer came in");
      return;
    }
    Optional<String> stop = stopped.apply(one.call());
    if (stop.isPresent()) {
      one.stream().breakOff(Cause.KILLED, stop.get());
    } else if (one.stream().heardAt().filter(at -> !now.isBefore(at.plus(silence))).isPresent()) {
      one.stream()
          .breakOff(Cause.TIMEOUT, "the stream fell silent for " + silence.toMillis() + " ms");
    }
  }

  @Override
  public void close() {
    sweeps.close();
    writes.close();
    topic.close();
  }
}
