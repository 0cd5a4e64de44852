package dev.millrace.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServiceRunnerTest {

  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Remembers what was done with it. */
  private static final class Recorded implements Service {

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayStop = new CountDownLatch(1);
    private volatile Health health = new Health.Starting();

    @Override
    public String name() {
      return "recorded";
    }

    @Override
    public void start() {
      done.add("started");
    }

    @Override
    public Health health() {
      return health;
    }

    @Override
    public void close() {
      try {
        mayStop.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      done.add("closed");
    }
  }

  private final Recorded service = new Recorded();
  private final BlockingQueue<Thread> hooks = new LinkedBlockingQueue<>();

  @Test
  void runsUntilItIsToldAndStopsBeforeTheProcessEnds() throws Exception {
    CompletableFuture<Void> run = run(LONG);
    Thread hook = hooks.take();
    service.health = new Health.Running();
    assertThat(run).isNotDone();

    hook.start();
    service.mayStop.countDown();
    hook.join();

    run.get();
    assertThat(service.done).containsExactly("started", "closed");
  }

  @Test
  void holdsTheProcessUntilTheServiceIsStopped() throws Exception {
    CompletableFuture<Void> run = run(LONG);
    Thread hook = hooks.take();
    hook.start();

    hook.join(50);
    assertThat(hook.isAlive()).isTrue();
    service.mayStop.countDown();
    hook.join();

    run.get();
    assertThat(service.done).containsExactly("started", "closed");
  }

  @Test
  void letsTheProcessEndWhenTheServiceDoesNotStopInTime() throws Exception {
    CompletableFuture<Void> run = run(SHORT);
    Thread hook = hooks.take();

    hook.start();
    hook.join();

    assertThat(run).isNotDone();
    service.mayStop.countDown();
    run.get();
  }

  @Test
  void stopsAndFailsWhenTheServiceFails() {
    service.mayStop.countDown();
    service.health = new Health.Failed("the disk is full");

    CompletableFuture<Void> run = run(LONG);

    assertThatThrownBy(run::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("recorded failed: the disk is full");
    assertThat(service.done).containsExactly("started", "closed");
  }

  @Test
  void closesWhatCouldNotStart() {
    service.mayStop.countDown();
    Service broken =
        new Service() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public void start() {
            throw new IllegalStateException("no disk");
          }

          @Override
          public Health health() {
            return new Health.Starting();
          }

          @Override
          public void close() {
            service.close();
          }
        };

    assertThatThrownBy(() -> runner(LONG).runUntilTold(broken)).hasMessage("no disk");
    assertThat(service.done).containsExactly("closed");
  }

  private CompletableFuture<Void> run(Duration stop) {
    CompletableFuture<Void> run = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                runner(stop).runUntilTold(service);
                run.complete(null);
              } catch (RuntimeException e) {
                run.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return run.orTimeout(10, TimeUnit.SECONDS);
  }

  private ServiceRunner runner(Duration stop) {
    return new ServiceRunner(hooks::add, new ServiceRunner.Times(SHORT, stop));
  }
}
