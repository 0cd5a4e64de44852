package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoomTest {

  private final Room room = new Room(10);

  @Test
  void holdsUpWhatDoesNotFitUntilThereIsRoom() throws Exception {
    room.take(6, RoomTest::isNeeded);
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              take(5, RoomTest::isNeeded);
              taken.complete(null);
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.WAITING);
    assertThat(taken).isNotDone();

    room.give(6);

    taken.join();
  }

  @Test
  void letsInWhatIsLargerThanAllOfIt() throws Exception {
    room.take(1_000, RoomTest::isNeeded);
    room.give(1_000);

    room.take(10, RoomTest::isNeeded);
  }

  @Test
  void isGivenBackHoweverARequestEnds() throws Exception {
    List<String> ends = new ArrayList<>();
    ResultFuture<Settled> sink = new Ends(ends);
    for (int end = 0; end < 3; end++) {
      room.take(10, RoomTest::isNeeded);
      RoomyResult result = new RoomyResult(sink, room, 10);
      switch (end) {
        case 0 -> result.complete(List.of());
        case 1 -> result.complete(() -> List.of());
        default -> result.completeExceptionally(new IllegalStateException("broken"));
      }
    }

    room.take(10, RoomTest::isNeeded);
    assertThat(ends).containsExactly("settled", "supplied", "broken");
  }

  @Test
  void holdsNobodyUpWhoIsNeededElsewhere() throws Exception {
    room.take(6, RoomTest::isNeeded);
    AtomicBoolean needed = new AtomicBoolean();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              take(5, needed::get);
              taken.complete(null);
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.WAITING);

    needed.set(true);
    room.look();

    taken.join();
  }

  private static boolean isNeeded() {
    return false;
  }

  private void take(long bytes, BooleanSupplier needed) {
    try {
      room.take(bytes, needed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Ends(List<String> ends) implements ResultFuture<Settled> {

    @Override
    public void complete(Collection<Settled> settled) {
      ends.add("settled");
    }

    @Override
    public void complete(CollectionSupplier<Settled> settled) {
      ends.add("supplied");
    }

    @Override
    public void completeExceptionally(Throwable error) {
      ends.add(String.valueOf(error.getMessage()));
    }
  }
}
