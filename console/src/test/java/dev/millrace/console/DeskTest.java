package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.http.HttpReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeskTest {

  private final Desk desk = new Desk("desk");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void close() {
    goOn.countDown();
    desk.close();
  }

  @Test
  void leavesRoomForOtherTenants() throws Exception {
    CompletableFuture<HttpReply> first = give("acme", this::slow);
    begun.await();
    CompletableFuture<HttpReply> second = give("acme", DeskTest::done);

    HttpReply third = give("acme", DeskTest::done).join();
    CompletableFuture<HttpReply> other = give("other", DeskTest::done);

    assertThat(third.status()).isEqualTo(429);
    assertThat(text(third)).contains("this tenant has 2 orders here that are not answered yet");
    goOn.countDown();
    for (CompletableFuture<HttpReply> taken : List.of(first, second, other)) {
      assertThat(taken.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    assertThat(give("acme", DeskTest::done).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void givesATenantItsRoomBackWhereAnOrderFails() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(
              give(
                  "acme",
                  () -> {
                    throw new IllegalStateException("a defect");
                  }))
          .failsWithin(10, TimeUnit.SECONDS);
    }

    assertThat(give("acme", DeskTest::done).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void saysThatTooManyWait() throws Exception {
    beginSlowly("tenant");
    for (int i = 0; i < 8; i++) {
      var unused = give("tenant-" + i, DeskTest::done);
    }

    HttpReply more = give("one-more", DeskTest::done).join();

    assertThat(more.status()).isEqualTo(503);
    assertThat(text(more)).contains("too many orders wait already (8)");
  }

  @Test
  void answersThoseThatWaitWhereItCloses() throws Exception {
    beginSlowly("acme");
    CompletableFuture<HttpReply> waiting = give("other", DeskTest::done);

    desk.close();

    HttpReply answer = waiting.get(10, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(text(answer)).contains("the gateway stops: nothing of this order was done");
    assertThat(text(give("late", DeskTest::done).get(10, TimeUnit.SECONDS)))
        .contains("the gateway stops");
  }

  private void beginSlowly(String tenant) throws InterruptedException {
    var unused = give(tenant, this::slow);
    begun.await();
  }

  private CompletableFuture<HttpReply> give(String tenant, Supplier<HttpReply> order) {
    return desk.later(tenant, order).toCompletableFuture();
  }

  private HttpReply slow() {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return done();
  }

  private static HttpReply done() {
    return HttpReply.of(200, "text/plain", "done".getBytes(UTF_8));
  }

  private static String text(HttpReply reply) {
    return new String(((HttpReply.Whole) reply).body(), UTF_8);
  }
}
