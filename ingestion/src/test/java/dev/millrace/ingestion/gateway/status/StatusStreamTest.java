package dev.millrace.ingestion.gateway.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatusStreamTest {

  private static final Status FIRST = failing("first");
  private static final Status SECOND = failing("second");
  private static final Status THIRD = failing("third");

  private final List<String> told = new ArrayList<>();
  private CompletableFuture<Void> written = new CompletableFuture<>();

  @Test
  void tellsTheNewestOfWhatCameWhileItWasWriting() {
    StatusStream stream = begun(() -> true);
    stream.tell(SECOND);
    stream.tell(THIRD);
    assertThat(told).hasSize(1);

    written.complete(null);
    written.complete(null);

    assertThat(told).containsExactly("retry: 2000\n" + event(FIRST), event(THIRD));
  }

  /** One thread has just seen that there is news, when another one comes with newer. */
  @Test
  void tellsTheNewestWhoeverOfTwoWritesIt() throws InterruptedException {
    CountDownLatch newerIsThere = new CountDownLatch(1);
    CountDownLatch otherHasWritten = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    List<StatusStream> streams = new ArrayList<>();
    Thread newer = new Thread(() -> streams.get(0).tell(THIRD), "newer");
    streams.add(
        begun(
            () -> {
              if (asked.incrementAndGet() == 1) {
                newer.start();
                await(newerIsThere);
              } else {
                newerIsThere.countDown();
                await(otherHasWritten);
              }
              return true;
            }));
    streams.get(0).tell(SECOND);

    written.complete(null);
    otherHasWritten.countDown();
    newer.join();
    written.complete(null);

    assertThat(told).last().isEqualTo(event(THIRD));
  }

  private StatusStream begun(BooleanSupplier stillAllowed) {
    StatusStream stream = new StatusStream(FIRST, stillAllowed, ended -> {});
    var unused =
        stream.begin(
            piece -> {
              told.add(UTF_8.decode(piece).toString());
              written = new CompletableFuture<>();
              return written;
            });
    return stream;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Status failing(String problem) {
    return new Status(Optional.empty(), Optional.of(problem), List.of(), List.of(), List.of());
  }

  private static String event(Status status) {
    return "event: status\ndata: " + status.json() + "\n\n";
  }
}
