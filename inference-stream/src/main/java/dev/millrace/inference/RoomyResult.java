package dev.millrace.inference;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/** A result that gives back the room which its request took, once. */
final class RoomyResult implements ResultFuture<Settled> {

  private final ResultFuture<Settled> result;
  private final Room room;
  private final AtomicLong taken;

  RoomyResult(ResultFuture<Settled> result, Room room, long bytes) {
    this.result = result;
    this.room = room;
    this.taken = new AtomicLong(bytes);
  }

  /** Gives the room back before the end: the request is held elsewhere. */
  void leave() {
    long bytes = taken.getAndSet(0);
    if (bytes > 0) {
      room.give(bytes);
    }
  }

  @Override
  public void complete(Collection<Settled> settled) {
    leave();
    result.complete(settled);
  }

  @Override
  public void complete(CollectionSupplier<Settled> settled) {
    leave();
    result.complete(settled);
  }

  @Override
  public void completeExceptionally(Throwable error) {
    leave();
    result.completeExceptionally(error);
  }
}
