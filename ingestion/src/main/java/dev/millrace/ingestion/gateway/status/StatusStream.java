package dev.millrace.ingestion.gateway.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpReply.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who is told how the factory stands: the newest picture, as often as he takes one. Of what
 * comes while he is still taking another, he is told the newest afterwards.
 *
 * <p><i>Source</i>: HTML Living Standard, Server-sent events.
 *
 * <p><i>Threads</i>: any number.
 */
final class StatusStream {

  private final BooleanSupplier stillAllowed;
  private final Consumer<StatusStream> atEnd;
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  private Status newest;
  private @Nullable Sink sink;
  private boolean isWriting;
  private boolean hasNews;
  private boolean isEnding;

  /**
   * One who has been told nothing.
   *
   * @param atEnd is told when it is over
   */
  StatusStream(Status first, BooleanSupplier stillAllowed, Consumer<StatusStream> atEnd) {
    this.newest = first;
    this.stillAllowed = stillAllowed;
    this.atEnd = atEnd;
  }

  /** Begins to write; the stage ends when the stream does. */
  CompletionStage<Void> begin(Sink client) {
    synchronized (this) {
      sink = client;
    }
    write("retry: 2000\n");
    return body;
  }

  /** There is a newer picture. */
  void tell(Status status) {
    synchronized (this) {
      newest = status;
      hasNews = isWriting;
      if (sink == null || isWriting) {
        return;
      }
    }
    tellNewest();
  }

  /** Ends it in order: what is being written is written. */
  void end() {
    boolean isIdle;
    synchronized (this) {
      isEnding = true;
      isIdle = !isWriting;
    }
    if (isIdle) {
      over(null);
    }
  }

  private void tellNewest() {
    if (!stillAllowed.getAsBoolean()) {
      end();
      return;
    }
    write("");
  }

  /** The newest as of now: who asks for it may have been overtaken by somebody with a newer one. */
  private void write(String beforehand) {
    Sink client;
    Status next;
    synchronized (this) {
      client = sink;
      if (client == null || isWriting || isEnding) {
        return;
      }
      isWriting = true;
      next = newest;
    }
    var unused =
        client
            .write(ByteBuffer.wrap((beforehand + event(next)).getBytes(UTF_8)))
            .whenComplete((done, failure) -> written(failure));
  }

  private void written(@Nullable Throwable failure) {
    boolean isLast;
    boolean isBehind;
    synchronized (this) {
      isWriting = false;
      isLast = isEnding;
      isBehind = hasNews;
      hasNews = false;
    }
    if (failure != null || isLast) {
      over(failure);
    } else if (isBehind) {
      tellNewest();
    }
  }

  private void over(@Nullable Throwable failure) {
    atEnd.accept(this);
    if (failure == null) {
      body.complete(null);
    } else {
      body.completeExceptionally(failure);
    }
  }

  private static String event(Status status) {
    // JSON escapes line ends, so the data is one line.
    return "event: status\ndata: " + status.json() + "\n\n";
  }
}
