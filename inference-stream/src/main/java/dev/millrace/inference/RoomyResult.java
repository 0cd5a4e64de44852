package dev.millrace.inference;

import java.util.Collection;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/** A result that gives back the room which its request took. */
record RoomyResult(ResultFuture<Settled> result, Room room, long bytes)
    implements ResultFuture<Settled> {

  @Override
  public void complete(Collection<Settled> settled) {
    room.give(bytes);
    result.complete(settled);
  }

  @Override
  public void complete(CollectionSupplier<Settled> settled) {
    room.give(bytes);
    result.complete(settled);
  }

  @Override
  public void completeExceptionally(Throwable error) {
    room.give(bytes);
    result.completeExceptionally(error);
  }
}
