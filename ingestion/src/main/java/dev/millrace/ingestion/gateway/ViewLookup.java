package dev.millrace.ingestion.gateway;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.record.PipelineSpec;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds pipelines in the view that the job follows. A name that the view does not have is looked up
 * at Kafka, so one that was applied before the call is found.
 *
 * <p><i>Threads</i>: one of its own, for the looking up, which blocks.
 */
final class ViewLookup implements PipelineLookup, AutoCloseable {

  private static final int MAX_WAITING = 1_000;
  private static final long PATIENCE_SECONDS = 5;

  private final CompactedView<PipelineSpec> view;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), ViewLookup::thread);

  ViewLookup(CompactedView<PipelineSpec> view) {
    this.view = view;
  }

  @Override
  public CompletionStage<Optional<PipelineSpec>> find(String pipeline) {
    Optional<PipelineSpec> known = view.find(pipeline);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    try {
      return CompletableFuture.supplyAsync(() -> view.findFresh(pipeline), executor)
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gateway-pipelines");
    thread.setDaemon(true);
    return thread;
  }
}
