package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.local.client.Books;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.domain.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Checks the books of a factory over and over, while it is at work. */
final class BooksAuditor implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<List<String>> looks = new ArrayList<>();
  private volatile List<Balance.Account> latest = List.of();
  private final RunningFactory factory;
  private final Future<?> work;

  BooksAuditor(RunningFactory factory) {
    this.factory = factory;
    this.work = thread.submit(this::look);
  }

  void awaitSettled(String pipeline, long predictions, long deadLetters) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                work.isDone()
                    || latest.stream()
                        .filter(account -> account.pipeline().equals(pipeline))
                        .anyMatch(
                            account ->
                                account.deadLetters() == deadLetters
                                    && ended(account) == predictions));
  }

  void assertHeldAllTheTime() throws Exception {
    end.countDown();
    work.get();
    assertThat(looks).hasSizeGreaterThan(10).allSatisfy(look -> assertThat(look).isEmpty());
  }

  @Override
  public void close() {
    end.countDown();
    thread.shutdown();
  }

  /** How often it looked. */
  private int look() throws Exception {
    while (!end.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
      Balance balance = new Books(factory).balance();
      looks.add(balance.violations());
      latest = balance.accounts();
      for (Balance.Account account : latest) {
        assertThat(account.accepted())
            .isEqualTo(ended(account) + account.deadLetters() + account.inFlight());
      }
    }
    return looks.size();
  }

  private static long ended(Balance.Account account) {
    return account.predictions().values().stream().mapToLong(Long::longValue).sum();
  }
}
