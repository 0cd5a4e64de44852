package dev.millrace.ingestion.gateway.predictions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Requests whose end somebody waits for. A tenant is told of its own requests only: whether and
 * when another's comes to its end changes nothing for it.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class AwaitedEndings {

  private record Request(String tenant, String id) {}

  /** The lists are changed only in the map's own turn of their key. */
  private final Map<Request, List<CompletableFuture<Optional<Ending>>>> waiting =
      new ConcurrentHashMap<>();

  /** Waits for an end that becomes known from now on; empty where it does not in time. */
  public CompletionStage<Optional<Ending>> await(
      String tenant, String requestId, Duration patience) {
    Request request = new Request(tenant, requestId);
    CompletableFuture<Optional<Ending>> future = new CompletableFuture<>();
    waiting.compute(
        request,
        (id, others) -> {
          List<CompletableFuture<Optional<Ending>>> all =
              others == null ? new ArrayList<>() : others;
          all.add(future);
          return all;
        });
    return future
        .completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((ending, e) -> forgetEnded(request));
  }

  /** Whether anybody waits for anything. */
  public boolean isAnybodyWaiting() {
    return !waiting.isEmpty();
  }

  /** Whether anybody waits for this request. */
  boolean isAwaited(String tenant, String requestId) {
    return !waiting.isEmpty() && waiting.containsKey(new Request(tenant, requestId));
  }

  /** Tells those who wait for it. */
  public void arrived(Ending.Predicted end) {
    arrived(end.prediction().getTenant(), end.prediction().getRequestId(), end);
  }

  /** Tells those who wait for it. */
  public void arrived(String tenant, String requestId, Ending ending) {
    List<CompletableFuture<Optional<Ending>>> told = waiting.remove(new Request(tenant, requestId));
    if (told != null) {
      told.forEach(future -> future.complete(Optional.of(ending)));
    }
  }

  private void forgetEnded(Request request) {
    waiting.computeIfPresent(
        request,
        (id, others) -> {
          others.removeIf(CompletableFuture::isDone);
          return others.isEmpty() ? null : others;
        });
  }
}
