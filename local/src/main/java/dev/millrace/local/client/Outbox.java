package dev.millrace.local.client;

import dev.millrace.ingestion.client.Delivery;
import dev.millrace.ingestion.client.ProducerException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/**
 * What was sent and has not been looked at since; gives each thing with its end, in the order sent.
 *
 * <p><i>Failure</i>: a breakdown throws {@link GatewayException}.
 *
 * <p><i>Threads</i>: one.
 *
 * @param <T> what was sent
 */
public final class Outbox<T> {

  private final BiConsumer<T, Delivery> to;
  private final Deque<Sent<T>> waiting = new ArrayDeque<>();

  private record Sent<T>(T thing, CompletableFuture<Delivery> stage) {}

  public Outbox(BiConsumer<T, Delivery> to) {
    this.to = to;
  }

  /** Something was sent. */
  public void add(T thing, CompletionStage<Delivery> stage) {
    waiting.add(new Sent<>(thing, stage.toCompletableFuture()));
  }

  /** Gives what has ended by now; whether there was any. */
  public boolean takeEnded() throws InterruptedException {
    boolean any = false;
    while (!waiting.isEmpty() && waiting.peek().stage().isDone()) {
      takeNext();
      any = true;
    }
    return any;
  }

  /** Waits for all, and gives it. */
  public void takeAll() throws InterruptedException {
    while (!waiting.isEmpty()) {
      takeNext();
    }
  }

  /**
   * Gives what ended well by now; what broke down stays, and does not hold up what is behind it.
   */
  public void takeEndedWell() {
    Iterator<Sent<T>> all = waiting.iterator();
    while (all.hasNext()) {
      Sent<T> next = all.next();
      if (next.stage().isDone() && !next.stage().isCompletedExceptionally()) {
        all.remove();
        to.accept(next.thing(), next.stage().join());
      }
    }
  }

  /**
   * How many of those that were not given may have arrived, broken down or still under way. When
   * the producer is closed, nothing is under way.
   */
  public long mayHaveArrived() {
    return waiting.stream().filter(sent -> mayHaveArrived(sent.stage())).count();
  }

  private static boolean mayHaveArrived(CompletableFuture<Delivery> stage) {
    if (!stage.isCompletedExceptionally()) {
      return true;
    }
    return stage
        .handle(
            (delivery, failure) ->
                !(failure instanceof ProducerException known) || known.mayHaveArrived())
        .join();
  }

  private void takeNext() throws InterruptedException {
    Sent<T> next = waiting.element();
    try {
      Delivery delivery = next.stage().get();
      waiting.remove();
      to.accept(next.thing(), delivery);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProducerException failure) {
        throw GatewayException.of(failure);
      }
      throw new IllegalStateException("sending failed", e);
    }
  }
}
