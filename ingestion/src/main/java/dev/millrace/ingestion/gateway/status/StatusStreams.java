package dev.millrace.ingestion.gateway.status;

import dev.millrace.platform.http.HttpReply.Sink;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Those who are told how the factory stands as it changes.
 *
 * <p><i>Threads</i>: opened by any number, told by one.
 */
public final class StatusStreams implements AutoCloseable {

  /** What the gateway allows: the picture is the same for all who look at it. */
  public static final int USUAL = 64;

  private final Set<StatusStream> open = new HashSet<>();
  private final int most;
  private boolean closed;

  /**
   * Nobody looks on so far.
   *
   * @param most how many may at once
   */
  public StatusStreams(int most) {
    this.most = most;
  }

  /**
   * Opens a stream, if there may be one more.
   *
   * @param first what it is told at once
   * @param stillAllowed asked before each event: a key may be revoked while it is open
   */
  public synchronized Optional<Function<Sink, CompletionStage<Void>>> open(
      Status first, BooleanSupplier stillAllowed) {
    if (closed || open.size() >= most) {
      return Optional.empty();
    }
    StatusStream stream = new StatusStream(first, stillAllowed, this::forget);
    open.add(stream);
    return Optional.of(stream::begin);
  }

  /** How many may be open. */
  public int most() {
    return most;
  }

  /** How many are open. */
  public synchronized int size() {
    return open.size();
  }

  /** Tells all of them. */
  void tell(Status status) {
    all().forEach(stream -> stream.tell(status));
  }

  /** Ends all of them in order, and opens no more. May be called twice. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    all().forEach(StatusStream::end);
  }

  private synchronized List<StatusStream> all() {
    return List.copyOf(open);
  }

  private synchronized void forget(StatusStream stream) {
    open.remove(stream);
  }
}
