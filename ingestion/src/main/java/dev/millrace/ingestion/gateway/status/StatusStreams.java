package dev.millrace.ingestion.gateway.status;

import dev.millrace.platform.http.HttpReply.Sink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final int USUAL = 64;

  /** A wall of screens and some people; eight tenants before one has to wait for another. */
  private static final int USUAL_PER_TENANT = 8;

  private final Map<StatusStream, String> open = new HashMap<>();
  private final int most;
  private final int mostOfTenant;
  private boolean closed;

  /** What comes of asking for a stream. */
  public sealed interface Opening {

    /** There is one. */
    record Opened(Function<Sink, CompletionStage<Void>> body) implements Opening {}

    /** Too many look on. */
    record Full(String detail) implements Opening {}
  }

  /**
   * Nobody looks on so far.
   *
   * @param most how many may at once
   * @param mostOfTenant how many of one tenant
   */
  public StatusStreams(int most, int mostOfTenant) {
    this.most = most;
    this.mostOfTenant = mostOfTenant;
  }

  /** As many as a gateway allows. */
  public static StatusStreams usual() {
    return new StatusStreams(USUAL, USUAL_PER_TENANT);
  }

  /**
   * Opens a stream, if there may be one more.
   *
   * @param first what it is told at once
   * @param stillAllowed asked before each event: a key may be revoked while it is open
   */
  public synchronized Opening open(String tenant, Status first, BooleanSupplier stillAllowed) {
    long ofTenant = open.values().stream().filter(tenant::equals).count();
    if (ofTenant >= mostOfTenant) {
      return new Opening.Full(
          "as many of this tenant look on as may at once ("
              + mostOfTenant
              + "): end one of these streams, or ask /v1/status now and then");
    }
    if (closed || open.size() >= most) {
      return new Opening.Full(
          "as many look on as can at once ("
              + most
              + " of all tenants): ask /v1/status now and then");
    }
    StatusStream stream = new StatusStream(first, stillAllowed, this::forget);
    open.put(stream, tenant);
    return new Opening.Opened(stream::begin);
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
    return List.copyOf(open.keySet());
  }

  private synchronized void forget(StatusStream stream) {
    open.remove(stream);
  }
}
