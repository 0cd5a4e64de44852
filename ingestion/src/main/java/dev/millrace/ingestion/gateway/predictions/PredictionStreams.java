package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.platform.http.HttpReply.Sink;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * All streams of predictions that are open, within their limits.
 *
 * <p><i>Threads</i>: one for each stream; all methods may be called by many.
 */
public final class PredictionStreams implements AutoCloseable {

  /** Streams end within a second; what does not by then is cut off with its connection. */
  private static final long STOP_MILLIS = 3_000;

  private record Open(String tenant, PredictionStream stream, Thread thread) {}

  /** What becomes of somebody who wants a stream. */
  public sealed interface Opening {

    /** It is being opened; the stage fails where Kafka cannot be asked. */
    record Opened(CompletionStage<Function<Sink, CompletionStage<Void>>> body) implements Opening {}

    /** Too many are open. */
    record Full(String detail) implements Opening {}
  }

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final PredictionStream.Decoding decoding;
  private final StreamLimits limits;
  private final StreamPace pace;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Open> open = new HashSet<>();
  private boolean closed;

  /**
   * No streams so far.
   *
   * @param consumers gives each stream its own
   */
  public PredictionStreams(
      Supplier<Consumer<byte[], byte[]>> consumers,
      SchemaRegistry registry,
      StreamLimits limits,
      StreamPace pace) {
    this.consumers = consumers;
    this.decoding =
        new PredictionStream.Decoding(
            new PredictionHeads(registry), new AvroCodec<>(Topics.PREDICTION_CHUNKS, registry));
    this.limits = limits;
    this.pace = pace;
  }

  /** Opens a stream, if there may be one more. */
  public synchronized Opening open(StreamQuery query) {
    if (closed) {
      return new Opening.Opened(
          CompletableFuture.failedFuture(new RejectedExecutionException("the gateway stops")));
    }
    long ofTenant = open.stream().filter(one -> one.tenant().equals(query.tenant())).count();
    if (ofTenant >= limits.perTenant()) {
      return new Opening.Full(
          "this tenant has "
              + ofTenant
              + " streams open, as many as it may: end one of them, or let several readers share"
              + " one");
    }
    if (open.size() >= limits.all()) {
      return new Opening.Full("the gateway has as many streams open as it can: try again later");
    }
    PredictionStream stream = new PredictionStream(query, consumers, decoding, pace);
    Thread thread = new Thread(() -> run(stream), "gateway-stream-" + numbers.incrementAndGet());
    thread.setDaemon(true);
    // One that cannot be started is not counted; one that ends at once waits for this lock.
    thread.start();
    open.add(new Open(query.tenant(), stream, thread));
    return new Opening.Opened(stream.opened());
  }

  /** How many are open. */
  public synchronized int size() {
    return open.size();
  }

  private void run(PredictionStream stream) {
    try {
      stream.run();
    } finally {
      forget(stream);
    }
  }

  private synchronized void forget(PredictionStream stream) {
    open.removeIf(one -> one.stream() == stream);
  }

  /** Ends all streams in order and opens no more. May be called twice. */
  @Override
  public void close() {
    List<Open> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(open);
    }
    last.forEach(one -> one.stream().end());
    try {
      for (Open one : last) {
        one.thread().join(STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
